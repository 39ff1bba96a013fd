package io.ingestlayer.limit;

import static io.ingestlayer.limit.LimitTables.MINUTE;
import static io.ingestlayer.limit.LimitTables.NOW;
import static io.ingestlayer.limit.LimitTables.id;
import static io.ingestlayer.limit.LimitTables.increments;
import static io.ingestlayer.limit.LimitTables.key;
import static io.ingestlayer.limit.LimitTables.keys;
import static io.ingestlayer.limit.LimitTables.rule;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresCounterStoreTest {
  private static final String OWN = "select count(*) from limit_counter where key_hash <> ?";

  private final LimitTables tables = new LimitTables();
  private final LimitRule rule = rule("calls", 1_000);

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void says_what_was_there_before() {
    CounterStore.Added first = tables.add(increments(rule, List.of(key(1)), 3));
    CounterStore.Added second = tables.add(increments(rule, List.of(key(1), key(2)), 4));

    assertThat(first.before()).containsExactly(Map.entry(id(rule, key(1)), CounterState.NEW));
    assertThat(second.before())
        .containsOnly(
            Map.entry(id(rule, key(1)), new CounterState(3, 0, -1, 0, 0)),
            Map.entry(id(rule, key(2)), CounterState.NEW));
    assertThat(second.overflowed()).isEmpty();
    assertThat(tables.value(key(1))).isEqualTo(7);
  }

  private static long valueBefore(CounterStore.Added added, CounterId counter) {
    return requireNonNull(added.before().get(counter)).value();
  }

  @Test
  void what_is_marked_is_there_the_next_time_and_the_value_stays() {
    CounterId counter = id(rule, key(1));
    tables.in(store -> {
      store.add(increments(rule, List.of(key(1), key(2)), 5), NOW);
      store.mark(Map.of(counter, new CounterState(999, 4, 100, 2, 90)));
      return true;
    });

    CounterStore.Added then = tables.add(increments(rule, List.of(key(1), key(2)), 1));

    assertThat(then.before())
        .containsOnly(
            Map.entry(counter, new CounterState(5, 4, 100, 2, 90)),
            Map.entry(id(rule, key(2)), new CounterState(5, 0, -1, 0, 0)));
  }

  @Test
  void keeps_the_threshold_that_held_last() {
    Increment one = increments(rule, List.of(key(1)), 1).getFirst();
    tables.add(List.of(one));

    tables.add(List.of(new Increment(one.id(), rule, one.key(), one.window(), 0, 250)));

    assertThat(tables.test.count("select threshold from limit_counter")).isEqualTo(250);
    assertThat(tables.value(key(1))).isEqualTo(1);
  }

  @Test
  void two_at_once_lose_no_count_and_never_see_the_same_one() throws Exception {
    List<Callable<List<CounterStore.Added>>> writers = new ArrayList<>();
    for (int writer = 0; writer < 2; writer++) {
      int offset = writer;
      writers.add(() -> {
        List<CounterStore.Added> seen = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
          int from = (round + offset * 7) % 20;
          seen.add(tables.add(increments(rule, keys(rule, from, from + 20), 1)));
        }
        return seen;
      });
    }

    List<CounterStore.Added> seen = atOnce(writers);

    for (int number = 0; number < 39; number++) {
      CounterId counter = id(rule, key(number));
      List<Long> before =
          seen.stream()
              .filter(it -> it.before().containsKey(counter))
              .map(it -> valueBefore(it, counter))
              .sorted()
              .toList();
      assertThat(before).isEqualTo(LongStream.range(0, before.size()).boxed().toList());
      assertThat(tables.value(key(number))).isEqualTo(before.size());
    }
    assertThat(tables.test.count("select sum(value) from limit_counter")).isEqualTo(2 * 60 * 20);
    assertThat(tables.test.count("select keys from limit_window")).isEqualTo(39);
  }

  private static <T> List<T> atOnce(List<Callable<List<T>>> writers) throws Exception {
    List<T> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<T>> future : threads.invokeAll(writers)) {
        all.addAll(future.get());
      }
    }
    return all;
  }

  @Test
  void beyond_max_keys_the_last_ones_share_a_counter() {
    LimitRule few = rule("few", 3);
    List<LimitKey> keys = keys(few, 0, 5);

    CounterStore.Added added = tables.add(increments(few, keys, 2));

    assertThat(added.overflowed()).containsOnly(id(few, keys.get(3)), id(few, keys.get(4)));
    assertThat(added.before())
        .containsOnlyKeys(
            id(few, keys.get(0)),
            id(few, keys.get(1)),
            id(few, keys.get(2)),
            id(few, LimitKey.OTHER));
    assertThat(added.before().get(id(few, LimitKey.OTHER))).isEqualTo(CounterState.NEW);
    assertThat(keys.subList(0, 3)).allMatch(it -> tables.value(it) == 2);
    assertThat(keys.subList(3, 5)).allMatch(it -> tables.value(it) == -1);
    assertThat(tables.value(LimitKey.OTHER)).isEqualTo(4);
    assertThat(tables.test.count("select keys from limit_window")).isEqualTo(3);
  }

  @Test
  void a_full_window_goes_on_counting_the_keys_it_has() {
    LimitRule few = rule("few", 3);
    List<LimitKey> had = keys(few, 0, 3);
    tables.add(increments(few, had, 1));
    WindowId window = new WindowId(few.id(), MINUTE.start());
    assertThat(tables.full.holds(window, 3)).isFalse();

    for (int round = 0; round < 5; round++) {
      List<LimitKey> more = new ArrayList<>(had);
      more.addAll(keys(few, 10 * round + 10, 10 * round + 14));
      CounterStore.Added added = tables.add(increments(few, more, 1));

      assertThat(added.overflowed()).hasSize(4);
      assertThat(valueBefore(added, id(few, LimitKey.OTHER))).isEqualTo(4L * round);
      for (LimitKey key : had) {
        assertThat(valueBefore(added, id(few, key))).isEqualTo(round + 1);
      }
      assertThat(tables.full.holds(window, 3)).isTrue();
    }
    assertThat(tables.test.count(OWN, LimitKey.OTHER.hash())).isEqualTo(3);
    assertThat(tables.value(LimitKey.OTHER)).isEqualTo(20);
    assertThat(tables.test.count("select keys from limit_window")).isEqualTo(3);
  }

  @Test
  void two_at_once_fill_a_window_to_the_last_place_and_no_further() throws Exception {
    LimitRule few = rule("few", 50);
    List<Callable<List<CounterStore.Added>>> writers = new ArrayList<>();
    for (int writer = 0; writer < 2; writer++) {
      int first = writer * 1_000;
      writers.add(() ->
          IntStream.range(0, 16)
              .mapToObj(round ->
                  tables.add(
                      increments(few, keys(few, first + 5 * round, first + 5 * round + 5), 1)))
              .toList());
    }

    List<CounterStore.Added> added = atOnce(writers);

    assertThat(tables.test.count(OWN, LimitKey.OTHER.hash())).isEqualTo(50);
    assertThat(tables.test.count("select keys from limit_window")).isEqualTo(50);
    assertThat(tables.value(LimitKey.OTHER)).isEqualTo(110);
    assertThat(added.stream().mapToInt(it -> it.overflowed().size()).sum()).isEqualTo(110);
  }

  @Test
  void more_keys_are_counted_apart_when_more_are_allowed_and_none_goes_when_fewer_are() {
    tables.add(increments(rule("few", 2), keys(rule("few", 2), 0, 4), 1));
    tables.add(increments(rule("few", 2), keys(rule("few", 2), 0, 4), 1));
    LimitRule more = rule("few", 3);
    LimitRule fewer = rule("few", 1);

    CounterStore.Added raised = tables.add(increments(more, keys(more, 0, 4), 1));
    CounterStore.Added lowered = tables.add(increments(fewer, keys(fewer, 0, 4), 1));

    assertThat(raised.overflowed()).hasSize(1);
    assertThat(lowered.overflowed()).hasSize(1);
    assertThat(tables.test.count("select keys from limit_window")).isEqualTo(3);
  }

  @Test
  void each_rule_and_window_has_its_own_room() {
    LimitRule few = rule("few", 2);
    LimitRule other = rule("other", 2);
    Window next = new Window(MINUTE.end(), MINUTE.end().plusSeconds(60));
    List<Increment> all = new ArrayList<>();
    all.addAll(increments(few, MINUTE, keys(few, 0, 2), 1));
    all.addAll(increments(few, next, keys(few, 0, 3), 1));
    all.addAll(increments(other, MINUTE, keys(other, 0, 4), 1));
    all.sort((a, b) -> a.id().compareTo(b.id()));

    CounterStore.Added added = tables.add(all);

    assertThat(added.overflowed()).hasSize(3);
    assertThat(added.overflowed())
        .noneMatch(it -> it.rule() == few.id() && it.windowStart().equals(MINUTE.start()));
    assertThat(tables.test.count("select count(*) from limit_window where keys = 2")).isEqualTo(3);
    assertThat(tables.value(LimitKey.OTHER)).isEqualTo(3);
  }

  @Test
  void what_is_rolled_back_leaves_nothing_behind() {
    LimitRule few = rule("few", 3);
    WindowId window = new WindowId(few.id(), MINUTE.start());
    tables.addAndFail(increments(few, keys(few, 0, 9), 1));
    tables.in(store -> {
      store.add(increments(few, keys(few, 0, 1), 1), NOW);
      return true;
    });

    CounterStore.Added added = tables.add(increments(few, keys(few, 20, 22), 1));

    assertThat(tables.full.holds(window, 3)).isFalse();
    assertThat(added.overflowed()).isEmpty();
    assertThat(tables.test.count("select sum(value) from limit_counter")).isEqualTo(3);
    assertThat(tables.test.count("select keys from limit_window")).isEqualTo(3);
  }

  @Test
  void a_window_that_was_filled_and_rolled_back_is_not_taken_for_full() {
    LimitRule few = rule("few", 3);
    try {
      tables.in(store -> {
        store.add(increments(few, keys(few, 0, 5), 1), NOW);
        store.add(increments(few, keys(few, 10, 15), 1), NOW);
        throw new IllegalStateException("after the window was full");
      });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("after the window was full");
    }

    assertThat(tables.full.holds(new WindowId(few.id(), MINUTE.start()), 3)).isFalse();
    assertThat(tables.add(increments(few, keys(few, 20, 23), 1)).overflowed()).isEmpty();
  }

  @Test
  void a_counter_stops_at_the_largest_exact_integer() {
    tables.add(increments(rule, List.of(key(1)), ExactInteger.MAX - 1));
    CounterStore.Added last = tables.add(increments(rule, List.of(key(1)), 5));
    CounterStore.Added after = tables.add(increments(rule, List.of(key(1)), ExactInteger.MAX));

    assertThat(valueBefore(last, id(rule, key(1)))).isEqualTo(ExactInteger.MAX - 1);
    assertThat(valueBefore(after, id(rule, key(1)))).isEqualTo(ExactInteger.MAX);
    assertThat(tables.value(key(1))).isEqualTo(ExactInteger.MAX);
  }

  @Test
  void a_window_says_what_is_needed_to_close_it() {
    LimitRule alone = rule("alone", new Interval.PerEvent(), 1);
    tables.add(increments(rule, keys(rule, 0, 2), 1));
    tables.add(increments(alone, List.of(LimitKey.RECORDS), 1));
    String sql =
        """
        select count(*)
        from limit_window
        where window_start = ?
          and window_end = ?
          and closes_at = ?
          and workspace_id = 1
          and name = ?
          and event_type = 'api_call'
          and unit = 'count'
          and per_event = ?
          and keys = ?
          and closed_at is null
          and cleared_at is null
        """;

    Instant closes = MINUTE.end().plus(Duration.ofMinutes(2));
    assertThat(tables.test.count(sql, MINUTE.start(), MINUTE.end(), closes, "calls", false, 2))
        .isEqualTo(1);
    assertThat(tables.test.count(sql, MINUTE.start(), MINUTE.end(), closes, "alone", true, 1))
        .isEqualTo(1);
  }

  @Test
  void a_key_is_kept_as_people_read_it() {
    LimitKey key =
        new LimitKey.Builder()
            .add("name", Value.of("Zoë \u0000 👩🏽‍🚀 \"x\", {y}"))
            .add("number", Value.of(42))
            .build();
    tables.add(increments(rule, List.of(key), 1));

    String text =
        tables
            .database()
            .read(
                "key",
                connection ->
                    Sql.queryOne(
                            connection,
                            "select key_text from limit_counter",
                            row -> row.getString(1))
                        .orElseThrow());

    assertThat(Json.parseObject(text)).isEqualTo(key.values());
    assertThat(text).contains("👩🏽‍🚀").contains("\uFFFD");
  }

  @Test
  void a_record_is_written_once() {
    Violation first = violation(new UUID(1, 1), MINUTE, Value.object().put("a", 1).build());
    Violation second = violation(new UUID(-1, 2), MINUTE, null);
    Violation third = violation(new UUID(0, 3), null, null);

    Set<UUID> one = tables.in(store -> store.record(List.of(first, second)));
    Set<UUID> two = tables.in(store -> store.record(List.of(third, second)));

    assertThat(one).containsOnly(first.id(), second.id());
    assertThat(two).containsOnly(third.id());
    assertThat(tables.test.count("select count(*) from limit_violation")).isEqualTo(3);
  }

  /// The checker does not see that a nested type of a compiled record may be null.
  @SuppressWarnings("NullAway")
  private static Violation violation(
      UUID id, @Nullable Window window, Value.@Nullable Obj context) {
    return new Violation(
        id,
        Instant.parse("2026-01-05T09:00:59.999Z"),
        NOW.plusMillis(7),
        window,
        LimitAction.DROP,
        11,
        true,
        Value.object().put("customer", "c\uFFFD🚀").build(),
        new ViolationRecord(
            "calls, \"of\" {all} \\ NULL",
            "quota",
            window == null ? null : window.seconds(),
            ExactInteger.MAX - 1,
            LimitUnit.CHARS,
            "api_call",
            ExactInteger.MAX,
            context));
  }

  @Test
  void every_column_of_a_record_comes_back() {
    Value.Obj context =
        Value.object().put("name", "Zoë 👩🏽‍🚀 \uFFFD").put("most", ExactInteger.MAX).build();
    Violation periodic = violation(new UUID(1, 1), MINUTE, context);
    Violation alone = violation(new UUID(1, 2), null, null);
    tables.in(store -> store.record(List.of(periodic, alone)));
    String sql =
        """
        select count(*)
        from limit_violation
        where id = ?
          and workspace_id = 1
          and time = ?
          and recorded_at = ?
          and window_start is not distinct from ?::timestamptz
          and window_end is not distinct from ?::timestamptz
          and action = 'drop'
          and level = 11
          and late
          and key ->> 'customer' = ?
          and limit_name = ?
          and limit_type = 'quota'
          and duration_seconds is not distinct from ?::bigint
          and threshold = 9007199254740990
          and unit = 'chars'
          and event_type = 'api_call'
          and value = 9007199254740991
          and context is not distinct from ?::jsonb
        """;

    assertThat(
            tables.test.count(
                sql,
                periodic.id(),
                periodic.time(),
                periodic.recordedAt(),
                MINUTE.start(),
                MINUTE.end(),
                "c\uFFFD🚀",
                periodic.record().limitName(),
                60L,
                Json.write(context)))
        .isEqualTo(1);
    assertThat(
            tables.test.count(
                sql,
                alone.id(),
                alone.time(),
                alone.recordedAt(),
                null,
                null,
                "c\uFFFD🚀",
                alone.record().limitName(),
                null,
                null))
        .isEqualTo(1);
  }

  @Test
  void tallies_add_up_by_day_and_writer() {
    Tally tally = new Tally();
    long more = 1;
    for (Tally.Count count : Tally.Count.values()) {
      tally.add("calls", count, more++);
    }
    tally.add("texts", Tally.Count.LATE, 9);

    tables.in(store -> {
      store.tally(tally, NOW);
      store.tally(tally, NOW);
      store.tally(tally, Instant.parse("2026-01-05T23:59:59.999Z"));
      store.tally(tally, Instant.parse("2026-01-06T00:00:00Z"));
      store.tally(new Tally(), NOW);
      return true;
    });

    String sql =
        """
        select count(*)
        from limit_tally
        where workspace_id = 1
          and slot = 0
          and name = 'calls'
          and day = ?::date
          and counted = 1 * ?
          and violations = 2 * ?
          and suppressed = 3 * ?
          and late = 4 * ?
          and clamped = 5 * ?
          and unmeasured = 6 * ?
          and overflowed = 7 * ?
          and refused = 8 * ?
        """;
    assertThat(tables.test.count(sql, "2026-01-05", 3, 3, 3, 3, 3, 3, 3, 3)).isEqualTo(1);
    assertThat(tables.test.count(sql, "2026-01-06", 1, 1, 1, 1, 1, 1, 1, 1)).isEqualTo(1);
    assertThat(tables.test.count("select sum(late) from limit_tally where name = 'texts'"))
        .isEqualTo(36);
  }
}
