package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/// The results of one attempt while they come in. One thread.
final class Answers {
  private static final int TEXT_MAX = 4_000;

  private final @Nullable AttemptResult[] results;
  private @Nullable String statement;
  private @Nullable String firstError;

  Answers(Attempt attempt) {
    results = new AttemptResult[attempt.deliveries().size()];
  }

  void put(int position, AttemptResult result) {
    results[position] = result;
  }

  boolean isAnswered(int position) {
    return results[position] != null;
  }

  /// Notes what was being run, for the report.
  void running(String sql) {
    statement = sql;
  }

  /// Notes what the database said.
  void say(SQLException error) {
    if (firstError == null) {
      String said =
          error instanceof PSQLException own && own.getServerErrorMessage() != null
              ? own.getServerErrorMessage().toString()
              : error.getMessage();
      firstError = "SQLSTATE " + error.getSQLState() + ": " + said;
    }
  }

  /// Answers for every delivery that has no answer. What was not sent cannot have arrived.
  void rest(AttemptResult result) {
    AttemptResult plain =
        result instanceof AttemptResult.Retry retry && retry.ambiguous()
            ? new AttemptResult.Retry("connection_lost", "an earlier part lost it", false)
            : result;
    for (int i = 0; i < results.length; i++) {
      if (results[i] == null) {
        results[i] = plain;
      }
    }
  }

  AttemptReport report() {
    List<AttemptResult> all = Arrays.stream(results).map(Objects::requireNonNull).toList();
    boolean isFine = all.stream().allMatch(Delivered.class::isInstance);
    return isFine
        ? new AttemptReport(all, null, null)
        : new AttemptReport(all, cut(statement), cut(firstError));
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null || text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "…";
  }
}
