package io.ingestlayer.limit;

import static io.ingestlayer.limit.LimitTables.MINUTE;
import static io.ingestlayer.limit.LimitTables.NOW;
import static io.ingestlayer.limit.LimitTables.id;
import static io.ingestlayer.limit.LimitTables.increments;
import static io.ingestlayer.limit.LimitTables.key;
import static io.ingestlayer.limit.LimitTables.keys;
import static io.ingestlayer.limit.LimitTables.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.outbox.OutboxEvent;
import io.ingestlayer.outbox.PostgresOutbox;
import io.ingestlayer.platform.db.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresWindowsTest {
  /// The end of the minute and the two minutes of lateness that the rule allows.
  private static final Instant CLOSES = Instant.parse("2026-01-05T09:03:00Z");

  private static final Instant LATER = CLOSES.plusSeconds(1);

  private final LimitTables tables = new LimitTables();
  private final PostgresWindows windows = new PostgresWindows(tables.database(), 2, 3);
  private final LimitRule rule = rule("calls", 1_000);

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void a_partition_that_lags_holds_the_clock_back_and_an_idle_one_does_not() {
    partition(0, 10, 10, "2026-01-05T08:00:00Z");
    partition(1, 7, 9, "2026-01-05T08:59:07Z");
    partition(2, 7, 8, "2026-01-05T08:59:08Z");

    Instant lagging = windows.arrivalClock(NOW);
    tables.test.execute("update log_cursor set next_offset = 9 where partition = 1");
    Instant next = windows.arrivalClock(NOW);
    tables.test.execute("update log_cursor set next_offset = 8 where partition = 2");
    Instant idle = windows.arrivalClock(NOW);

    assertThat(lagging).isEqualTo("2026-01-05T08:59:07Z");
    assertThat(next).isEqualTo("2026-01-05T08:59:08Z");
    assertThat(idle).isEqualTo(NOW.minusSeconds(60));
  }

  @Test
  void the_clock_leaves_a_minute_to_what_does_not_come_through_the_log() {
    partition(0, 7, 9, "2026-01-05T09:00:29Z");

    assertThat(windows.arrivalClock(NOW)).isEqualTo(NOW.minusSeconds(60));
  }

  private void partition(int partition, long read, long head, String clock) {
    tables.test.execute(
        """
        insert into log_partition (partition, owner, epoch, lease_until, head)
        values (%1$d, 'here', 1, 'epoch', %3$d);
        insert into log_cursor (partition, next_offset, epoch, arrival_clock)
        values (%1$d, %2$d, 1, '%4$s');
        """
            .formatted(partition, read, head, clock));
  }

  @Test
  void a_window_is_closed_when_the_clock_has_passed_its_lateness_and_not_before() {
    count(3);

    assertThat(windows.step(CLOSES, LATER)).isEmpty();
    assertThat(windows.step(CLOSES.plusMillis(1), LATER)).isPresent();
  }

  /// Ten keys, of which those with an even number had crossed 100; key 9 came too late for a counter of its own.
  private void count(int amount) {
    LimitRule few = rule("calls", 9);
    tables.in(store -> {
      for (int number = 0; number < 9; number++) {
        store.add(
            increments(
                few, List.of(key(number)), amount + 100L * (number % 2 == 0 ? 1 : 0) + number),
            NOW);
      }
      store.add(increments(few, List.of(key(9)), 1_000_000), NOW);
      store.mark(
          Map.of(
              id(few, key(0)), crossed(0),
              id(few, key(2)), crossed(2),
              id(few, key(4)), crossed(4),
              id(few, key(6)), crossed(6),
              id(few, key(8)), crossed(8),
              id(few, LimitKey.OTHER), new CounterState(0, 0, 9, 1, 0)));
      return true;
    });
  }

  private static CounterState crossed(int level) {
    return new CounterState(0, 0, 100, 1 + level, 0);
  }

  /// At most so many steps, each by somebody who knows nothing of the others.
  private int steps(int max) {
    for (int step = 0; step < max; step++) {
      if (new PostgresWindows(tables.database(), 2, 3).step(LATER, LATER).isEmpty()) {
        return step;
      }
    }
    return max;
  }

  private List<OutboxEvent> outbox() {
    return new PostgresOutbox(tables.database()).oldest(100);
  }

  private String summary() {
    return tables
        .database()
        .read(
            "summary",
            connection ->
                Sql.queryOne(
                        connection,
                        "select coalesce(summary::text, '') as it from limit_window",
                        row -> row.getString("it"))
                    .orElseThrow());
  }

  @Test
  void what_had_crossed_is_told_once_with_its_final_value() {
    count(3);

    steps(100);

    Map<String, Value.Obj> told =
        outbox().stream()
            .map(it -> it.payload().tree())
            .collect(Collectors.toMap(it -> Json.write(it.get("key")), it -> it));
    assertThat(told.keySet())
        .containsExactlyInAnyOrder(
            "{\"customer\":\"c0\"}",
            "{\"customer\":\"c2\"}",
            "{\"customer\":\"c4\"}",
            "{\"customer\":\"c6\"}",
            "{\"customer\":\"c8\"}");
    assertThat(told.get("{\"customer\":\"c8\"}"))
        .isEqualTo(
            Json.parseObject(
                """
                {"limit_name": "calls", "limit_event_type": "api_call", "limit_value": 111,
                 "limit_threshold": 100, "limit_threshold_unit": "count", "key": {"customer": "c8"},
                 "window_start": "2026-01-05T09:00:00.000Z", "window_end": "2026-01-05T09:01:00.000Z",
                 "system": true, "hop": 1}
                """));
    assertThat(outbox())
        .allMatch(it -> it.type().equals("limit.window_closed"))
        .allMatch(it -> it.sourceId().equals("limits"))
        .allMatch(it -> it.occurredAt().equals(MINUTE.end()));
  }

  @Test
  void a_window_is_summed_up_over_the_keys_it_counted_apart() {
    count(3);

    steps(100);

    // 4, 6, 8, 10, 103, 105, 107, 109, 111
    assertThat(Json.parseObject(summary()))
        .isEqualTo(
            Json.parseObject(
                """
                {"keys": 9, "total": 563, "max": 111, "p50": 103, "p90": 111, "p95": 111, "p99": 111}
                """));
    assertThat(
            tables.test.count(
                "select count(*) from limit_window where keys = 9 and closed_at = ? and cleared_at = ?",
                LATER,
                LATER))
        .isEqualTo(1);
  }

  @Test
  void its_counters_are_gone_then_and_those_of_open_windows_are_not() {
    count(3);
    Window next = new Window(MINUTE.end(), MINUTE.end().plusSeconds(60));
    tables.add(increments(rule, next, keys(rule, 0, 4), 1));

    steps(100);

    assertThat(tables.test.count("select count(*) from limit_counter")).isEqualTo(4);
    assertThat(
            tables.test.count(
                "select count(*) from limit_counter where window_start = ?", next.start()))
        .isEqualTo(4);
  }

  @Test
  void a_crash_after_any_step_changes_nothing_of_what_comes_of_it() {
    count(3);
    int all = steps(100);
    Set<UUID> ids = ids();
    String summary = summary();
    // 2 + 2 + 1 keys told of, then 3 + 3 + 3 + 1 counters.
    assertThat(all).isEqualTo(7);

    for (int crash = 0; crash < all; crash++) {
      tables.test.execute(
          "delete from limit_window; delete from limit_counter; delete from outbox");
      count(3);
      steps(crash);
      undone();
      steps(100);

      assertThat(ids()).isEqualTo(ids);
      assertThat(Json.parseObject(summary())).isEqualTo(Json.parseObject(summary));
      assertThat(tables.test.count("select count(*) from limit_counter")).isZero();
      assertThat(tables.test.count("select count(*) from limit_window where cleared_at is null"))
          .isZero();
    }
  }

  /// A step whose transaction does not come to its end.
  private void undone() {
    tables.test.execute(
        """
        create function fail() returns trigger language plpgsql as 'begin raise exception ''crash''; end';
        create constraint trigger crash after update on limit_window
        deferrable initially deferred for each row execute function fail();
        create constraint trigger crash after delete on limit_counter
        deferrable initially deferred for each row execute function fail();
        """);
    assertThatThrownBy(() -> windows.step(LATER, LATER)).hasMessageContaining("crash");
    tables.test.execute("drop function fail() cascade");
  }

  private Set<UUID> ids() {
    return outbox().stream().map(OutboxEvent::id).collect(Collectors.toSet());
  }

  @Test
  void a_window_that_another_node_works_on_is_passed_over() {
    count(3);
    Window next = new Window(MINUTE.end(), MINUTE.end().plusSeconds(60));
    LimitRule other = rule("other", 10);
    tables.add(increments(other, next, keys(other, 0, 1), 1));
    Instant clock = LATER.plusSeconds(60);

    Set<String> taken = new HashSet<>();
    Optional<PostgresWindows.Step> third =
        tables
            .database()
            .transaction(
                "first node",
                connection -> {
                  Sql.query(
                      connection,
                      "select name from limit_window order by closes_at limit 1 for update",
                      row -> taken.add(row.getString("name")));
                  windows.step(clock, clock).ifPresent(it -> taken.add(it.window()));
                  Sql.query(
                      connection,
                      "select name from limit_window for update",
                      row -> row.getString("name"));
                  return windows.step(clock, clock);
                });

    assertThat(taken).containsOnly("calls", "other");
    assertThat(third).isEmpty();
  }

  @Test
  void the_minutes_of_a_per_event_limit_go_without_a_word() {
    LimitRule alone = rule("alone", new Interval.PerEvent(), 10);
    tables.in(store -> {
      store.add(increments(alone, List.of(LimitKey.RECORDS), 5), NOW);
      store.mark(Map.of(id(alone, LimitKey.RECORDS), crossed(0)));
      return true;
    });

    steps(100);

    assertThat(outbox()).isEmpty();
    assertThat(tables.test.count("select count(*) from limit_counter")).isZero();
    assertThat(tables.test.count("select count(*) from limit_window")).isZero();
  }

  @Test
  void a_counter_that_comes_after_its_window_was_cleared_goes_too() {
    count(3);
    steps(100);
    String summary = summary();
    List<OutboxEvent> told = outbox();

    tables.add(increments(rule, List.of(key(77)), 1));
    steps(100);

    assertThat(tables.test.count("select count(*) from limit_counter")).isZero();
    assertThat(summary()).isEqualTo(summary);
    assertThat(outbox()).isEqualTo(told);
    assertThat(steps(1)).isZero();
  }

  @Test
  void a_window_without_anything_to_sum_up_is_closed_too() {
    tables.add(increments(rule, List.of(key(1)), 1));
    tables.test.execute("delete from limit_counter");

    steps(100);

    assertThat(Json.parseObject(summary()).get("max")).isEqualTo(Value.of(0));
    assertThat(tables.test.count("select count(*) from limit_window where cleared_at is null"))
        .isZero();
  }

  @Test
  void windows_are_closed_by_themselves_and_the_outbox_is_woken_only_when_something_is_told() {
    AtomicInteger woken = new AtomicInteger();
    WindowCloser closer =
        new WindowCloser(
            new PostgresWindows(tables.database()), woken::incrementAndGet, tables.test.timer());
    tables.add(increments(rule("quiet", 10), List.of(key(1)), 1));
    closer.start();

    tables.test.clock().turn(Duration.ofMinutes(5));
    assertThat(cleared()).isEqualTo(1);
    int quiet = woken.get();
    count(3);
    tables.test.clock().turn(Duration.ofSeconds(5));

    assertThat(cleared()).isEqualTo(2);
    assertThat(woken.get()).isEqualTo(1);
    assertThat(quiet).isZero();
    closer.close();
  }

  private long cleared() {
    return tables.test.count("select count(*) from limit_window where cleared_at is not null");
  }
}
