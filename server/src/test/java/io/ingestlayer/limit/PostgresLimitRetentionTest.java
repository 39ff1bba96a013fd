package io.ingestlayer.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.PurgeSteps;
import io.ingestlayer.platform.db.Sql;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresLimitRetentionTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final PurgeSteps STEPS = new PurgeSteps(5, 100);

  private final LimitTables tables = new LimitTables();
  private final PostgresLimitRetention retention = new PostgresLimitRetention(tables.database(), 1);

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void a_record_goes_when_it_is_old_enough_and_not_before() {
    violations(NOW.minusMillis(1), NOW, NOW.plusMillis(1));

    assertThat(retention.purgeViolations(NOW, STEPS)).isEqualTo(1);
    assertThat(kept()).containsExactly(1L, 2L);
  }

  @Test
  void the_oldest_go_when_there_are_too_many() {
    Instant old = NOW.minusSeconds(60);
    violations(NOW, old, old, NOW.minusSeconds(61), NOW);

    assertThat(retention.purgeViolationsBeyond(3, STEPS)).isEqualTo(2);
    // Of two at the same time, the one with the lower id counts as older.
    assertThat(kept()).containsExactly(0L, 2L, 4L);
    assertThat(retention.purgeViolationsBeyond(3, STEPS)).isZero();
  }

  @Test
  void the_oldest_go_first_as_many_as_the_steps_allow() {
    violations(IntStream.range(0, 23).mapToObj(it -> NOW.plusSeconds(it)).toArray(Instant[]::new));

    long some = retention.purgeViolationsBeyond(4, new PurgeSteps(5, 3));
    List<Long> then = kept();
    long rest = retention.purgeViolationsBeyond(4, STEPS);

    assertThat(some).isEqualTo(15);
    assertThat(then).startsWith(15L, 16L);
    assertThat(rest).isEqualTo(4);
    assertThat(kept()).containsExactly(19L, 20L, 21L, 22L);
  }

  @Test
  void a_step_is_read_along_the_index() {
    List<String> plan =
        tables
            .database()
            .transaction(
                "explain",
                connection -> {
                  Sql.execute(connection, "set local enable_seqscan = off");
                  return Sql.query(
                      connection,
                      "explain " + PostgresLimitRetention.VIOLATIONS,
                      row -> row.getString(1),
                      1,
                      NOW,
                      new UUID(0, 0),
                      10);
                });

    assertThat(String.join("\n", plan))
        .contains("limit_violation_workspace_id_time_id_idx")
        .contains("Tid Scan")
        .doesNotContain("Sort");
  }

  @Test
  void records_of_another_workspace_stay() {
    violations(NOW, NOW);
    tables.test.execute("update limit_violation set workspace_id = 2 where value = 0");

    assertThat(retention.purgeViolations(NOW.plusSeconds(1), STEPS)).isEqualTo(1);
    assertThat(kept()).containsExactly(0L);
  }

  @Test
  void old_windows_and_tallies_go_unless_a_counter_is_left() {
    window("old", NOW.minusMillis(1), true);
    window("uncleared", NOW.minusMillis(1), false);
    window("young", NOW, true);
    tables.test.execute(
        """
        insert into limit_tally (workspace_id, name, day, slot)
        values (1, 'a', '2026-02-28', 0), (1, 'a', '2026-03-01', 0)
        """);

    assertThat(retention.purgeSummaries(NOW, STEPS)).isEqualTo(2);
    assertThat(tables.test.count("select count(*) from limit_window where name = 'old'")).isZero();
    assertThat(tables.test.count("select count(*) from limit_window")).isEqualTo(2);
    assertThat(tables.test.count("select count(*) from limit_tally where day = '2026-03-01'"))
        .isEqualTo(1);
    assertThat(tables.test.count("select count(*) from limit_tally")).isEqualTo(1);
  }

  /// The numbers of those that are there, in their order.
  private List<Long> kept() {
    return tables
        .database()
        .read(
            "kept",
            connection ->
                Sql.query(
                    connection,
                    "select value from limit_violation order by value",
                    row -> row.getLong("value")));
  }

  private void violations(Instant... times) {
    tables.in(store ->
        store.record(
            IntStream.range(0, times.length).mapToObj(it -> violation(it, times[it])).toList()));
  }

  private static Violation violation(int number, Instant time) {
    ViolationRecord record =
        new ViolationRecord(
            "calls", "quota", 60L, 0, LimitUnit.COUNT, "api_call", number, Value.Obj.EMPTY);
    UUID id = new UUID(7, number);
    return new Violation(
        id, time, NOW, null, LimitAction.RECORD, 1, false, Value.Obj.EMPTY, record);
  }

  private void window(String name, Instant closesAt, boolean cleared) {
    String sql =
        """
        insert into limit_window (
          rule_id, window_start, window_end, closes_at, workspace_id, name, event_type, unit, per_event, keys,
          closed_at, cleared_at)
        values (?, ?, ?, ?, 1, ?, 'api_call', 'count', false, 1, ?, ?)
        """;
    tables
        .database()
        .transaction(
            "window",
            connection ->
                Sql.update(
                    connection,
                    sql,
                    (long) name.hashCode(),
                    closesAt.minusSeconds(60),
                    closesAt,
                    closesAt,
                    name,
                    closesAt,
                    cleared ? closesAt : null));
  }
}
