package io.ingestlayer.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.entity.CoreDatabase;
import io.ingestlayer.limit.ReadBoundException.Bound;
import io.ingestlayer.limit.ViolationQueries.Place;
import io.ingestlayer.platform.db.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresViolationQueriesTest {
  private static final Instant START = ViolationRows.START;

  private final CoreDatabase core = CoreDatabase.create();

  @AfterEach
  void close() {
    core.close();
  }

  private static ViolationFilter filter(
      List<String> names, @Nullable Instant from, @Nullable Instant to) {
    return new ViolationFilter(names, null, null, Map.of(), from, to, null, null);
  }

  @Test
  void a_page_of_200_000_records_is_read_from_an_index() {
    Instant from = START.plusSeconds(1_000);
    Instant to = START.plusSeconds(90_000);
    List<ViolationFilter> pages =
        List.of(
            ViolationFilter.ALL,
            filter(List.of("limit-3"), null, null),
            filter(List.of(), from, to),
            filter(List.of("limit-3"), from, to));
    core.database()
        .transaction(
            "many records",
            connection -> {
              Sql.update(
                  connection,
                  """
                  insert into limit_violation (
                    id, workspace_id, time, recorded_at, action, level, late, key, limit_name, limit_type, threshold, unit,
                    event_type, value)
                  select gen_random_uuid(), 1, ?::timestamptz + n / 2 * interval '1 second', now(), 'record', 1, false,
                         '{}', 'limit-' || n % 10, 'quota', 1, 'count', 'x', 2
                  from generate_series(1, 200000) as n
                  """,
                  START);
              Sql.execute(connection, "analyze limit_violation");
              return true;
            });
    Place after = new Place(START.plusSeconds(50_000), new UUID(0, 0));

    assertThat(pages)
        .allSatisfy(filter ->
            assertThat(plan(PostgresViolationSelection.of(1, filter, after)))
                .contains("Index Scan Backward", "(ROW(\"time\", id) < ROW(")
                .doesNotContain("Sort", "Seq Scan"));
  }

  private String plan(PostgresViolationSelection selection) {
    List<String> lines =
        core.database()
            .read(
                "explain",
                connection ->
                    Sql.query(
                        connection,
                        "explain " + PostgresViolationQueries.listing(selection),
                        row -> row.getString(1),
                        selection.between(List.of(), 100)));
    return String.join("\n", lines);
  }

  @Test
  void a_question_that_takes_too_long_is_broken_off() {
    PostgresBoundedReads reads =
        new PostgresBoundedReads(core.database(), 1, Duration.ofMillis(50), Duration.ofSeconds(10));

    assertThatThrownBy(() ->
            reads.read(
                "waiting",
                connection ->
                    Sql.query(connection, "select pg_sleep(20)", row -> row.getString(1))))
        .isInstanceOfSatisfying(
            ReadBoundException.class, it -> assertThat(it.bound()).isEqualTo(Bound.TOO_WIDE));
    assertThat(
            reads.<List<String>>read(
                "after it",
                connection ->
                    Sql.query(connection, "show statement_timeout", row -> row.getString(1))))
        .containsExactly("50ms");
    List<String> elsewhere =
        core.database()
            .read(
                "elsewhere",
                connection ->
                    Sql.query(connection, "show statement_timeout", row -> row.getString(1)));
    assertThat(elsewhere).containsExactly("1min");
  }

  @Test
  void who_finds_all_turns_taken_is_told_so() throws InterruptedException {
    PostgresBoundedReads reads =
        new PostgresBoundedReads(core.database(), 1, Duration.ofSeconds(5), Duration.ofMillis(1));
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    Thread other =
        Thread.ofVirtual()
            .start(() ->
                reads.read(
                    "the only turn",
                    connection -> {
                      taken.countDown();
                      awaitQuietly(free);
                      return true;
                    }));
    taken.await();

    assertThatThrownBy(() -> reads.read("another", connection -> true))
        .isInstanceOfSatisfying(
            ReadBoundException.class, it -> assertThat(it.bound()).isEqualTo(Bound.BUSY));

    free.countDown();
    other.join();
    assertThat(reads.<Boolean>read("then", connection -> true)).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
