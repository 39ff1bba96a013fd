package io.ingestlayer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.log.postgres.TestLog;
import io.ingestlayer.platform.db.PurgeSteps;
import io.ingestlayer.platform.db.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadLetterRetentionTest {
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

  private final TestLog test = new TestLog();
  private final PostgresDeadLetters letters =
      new PostgresDeadLetters(test.database(), new SplittableRandom(1));

  @AfterEach
  void close() {
    test.close();
  }

  /// Letters named 1 and up, the first one refused first at the start and last an hour later, each next one an hour after.
  private void keep(int number) {
    String sql =
        """
        insert into dead_letter (
          workspace_id, fingerprint, id, source_id, code, detail, body, cut, whole_request,
          first_at, last_at, times)
        select 1, gen_random_uuid(), gen_random_uuid(), n::text, 'c', 'd', 'b', false, false,
          ?, ?::timestamptz + n * interval '1 hour', 2
        from generate_series(1, ?) as n
        """;
    test.database().transaction("keep", c -> Sql.update(c, sql, START, START, number));
  }

  private List<String> left() {
    String sql = "select source_id from dead_letter order by last_at";
    return test.database().read("look", c -> Sql.query(c, sql, row -> row.getString(1)));
  }

  @Test
  void what_was_last_refused_before_that_time_goes_and_the_rest_stays() {
    keep(4);

    long gone = letters.purge(START.plus(Duration.ofHours(3)), PurgeSteps.DEFAULT);

    assertThat(gone).isEqualTo(2);
    assertThat(left()).containsExactly("3", "4");
    assertThat(letters.purge(START.plus(Duration.ofHours(3)), PurgeSteps.DEFAULT)).isZero();
  }

  @Test
  void the_oldest_go_first_in_steps_and_the_next_run_goes_on() {
    keep(10);
    Instant later = START.plus(Duration.ofDays(9));

    long first = letters.purge(later, new PurgeSteps(2, 3));
    List<String> between = left();
    long second = letters.purge(later, new PurgeSteps(2, 3));

    assertThat(first).isEqualTo(6);
    assertThat(between).containsExactly("7", "8", "9", "10");
    assertThat(second).isEqualTo(4);
    assertThat(left()).isEmpty();
  }

  @Test
  void one_that_is_refused_again_at_this_moment_is_passed_over_and_stays() {
    keep(3);
    Instant later = START.plus(Duration.ofDays(9));

    long meanwhile =
        test.database()
            .transaction(
                "refused again",
                connection -> {
                  String sql = "update dead_letter set last_at = ? where source_id = '2'";
                  Sql.update(connection, sql, later);
                  return letters.purge(later, PurgeSteps.DEFAULT);
                });

    assertThat(meanwhile).isEqualTo(2);
    assertThat(letters.purge(later, PurgeSteps.DEFAULT)).isZero();
    assertThat(left()).containsExactly("2");
  }

  @Test
  void finds_the_oldest_along_an_index() {
    keep(20_000);
    test.execute("analyze dead_letter");
    String explain = "explain " + PostgresDeadLetters.PURGE;

    List<String> plan =
        test.database()
            .read(
                "explain",
                connection ->
                    Sql.query(
                        connection,
                        explain,
                        row -> row.getString(1),
                        START.plus(Duration.ofDays(999)),
                        1_000));

    assertThat(String.join("\n", plan))
        .contains("Tid Scan on dead_letter", "Index Scan using dead_letter_last_at_idx")
        .doesNotContain("Seq Scan");
  }
}
