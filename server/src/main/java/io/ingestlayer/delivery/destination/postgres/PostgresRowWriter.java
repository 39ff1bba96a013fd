package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes prepared rows, as many as it can in one transaction. When one of them is refused, both halves are written by
/// themselves, until the bad row stands alone. One thread.
final class PostgresRowWriter {
  static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

  /// What is held in memory for one statement, here and in the server.
  private static final int CHARACTERS_MAX = 8 * 1024 * 1024;

  /// Some twenty bad rows among two thousand; the others go on in the next attempt.
  private static final int TRANSACTIONS_MAX = 256;

  private static final String SETTINGS =
      """
      set local statement_timeout = %d;
      set local lock_timeout = %d;
      set local idle_in_transaction_session_timeout = %d;
      set local time zone 'UTC'
      """
          .formatted(
              STATEMENT_TIMEOUT.toMillis(), LOCK_TIMEOUT.toMillis(), STATEMENT_TIMEOUT.toMillis());

  private final Connection connection;
  private final RowMapping mapping;
  private final PostgresInsert insert;
  private final Answers answers;
  private final boolean test;
  private final Deque<List<PreparedRow>> waiting = new ArrayDeque<>();
  private int transactions;

  /// @param test whether what was written is taken back
  PostgresRowWriter(
      Connection connection,
      RowMapping mapping,
      PostgresInsert insert,
      Answers answers,
      boolean test) {
    this.connection = connection;
    this.mapping = mapping;
    this.insert = insert;
    this.answers = answers;
    this.test = test;
  }

  /// Writes the rows and answers for each that was written or refused.
  ///
  /// @return what stopped it, in which case rows are left without an answer; null when all have one
  Verdict.@Nullable Halt write(List<PreparedRow> rows) throws SQLException {
    parts(rows).forEach(waiting::addLast);
    while (!waiting.isEmpty()) {
      if (transactions++ >= TRANSACTIONS_MAX) {
        return new Verdict.Stop(
            new AttemptResult.RateLimited(
                "isolating_bad_rows",
                "many rows were refused; the rest is written in the next attempt",
                null));
      }
      List<PreparedRow> part = waiting.removeFirst();
      Verdict verdict = transact(part);
      switch (verdict) {
        case null -> {}
        case Verdict.Row(AttemptResult.Reject rejected) -> isolate(part, rejected);
        case Verdict.Table table -> {
          return table;
        }
        case Verdict.Stop stop -> {
          part.forEach(row -> answers.put(row.position(), stop.result()));
          return stop;
        }
      }
    }
    return null;
  }

  private void isolate(List<PreparedRow> part, AttemptResult.Reject rejected) throws SQLException {
    if (part.size() > 1) {
      int middle = part.size() / 2;
      waiting.addFirst(part.subList(middle, part.size()));
      waiting.addFirst(part.subList(0, middle));
      return;
    }
    PreparedRow row = part.getFirst();
    boolean namesColumn = rejected.detail().startsWith("column ");
    Optional<PostgresTable.Column> column =
        rejected.code().equals("value_refused") && !namesColumn
            ? insert.refusing(connection, row)
            : Optional.empty();
    String detail =
        column
            .map(it -> "column %s (%s): %s".formatted(it.name(), it.type(), rejected.detail()))
            .orElse(rejected.detail());
    answers.put(
        row.position(), new AttemptResult.Reject(rejected.code(), detail, rejected.suggestion()));
  }

  /// Null when the rows are committed.
  private @Nullable Verdict transact(List<PreparedRow> part) throws SQLException {
    boolean committing = false;
    try {
      connection.setAutoCommit(false);
      Sql.execute(connection, SETTINGS);
      Optional<Set<String>> written = insert.write(connection, part);
      if (test) {
        connection.rollback();
      } else {
        committing = true;
        connection.commit();
      }
      connection.setAutoCommit(true);
      part.forEach(row -> answers.put(row.position(), answer(delivered(row, written))));
      return null;
    } catch (SQLException e) {
      Verdict verdict = Verdict.of(e, committing);
      answers.say(e);
      boolean isOver =
          verdict instanceof Verdict.Stop(AttemptResult.Retry retry)
              && (retry.ambiguous() || retry.code().equals("connection_lost"));
      if (!isOver) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      return verdict;
    }
  }

  private Delivered answer(Delivered delivered) {
    String taken = "the row was written and taken back, since this is a test";
    return test
        ? new Delivered(
            delivered.code(), delivered.note() == null ? taken : taken + "; " + delivered.note())
        : delivered;
  }

  private Delivered delivered(PreparedRow row, Optional<Set<String>> written) {
    boolean wasWritten =
        written.map(ids -> ids.contains(mapping.eventId(row.delivery().event()))).orElse(true);
    if (!wasWritten) {
      return mapping.conflict() instanceof OnConflict.Replace
          ? new Delivered(
              "superseded",
              "the row says already what this event says, or what a newer one does; nothing was changed")
          : new Delivered(
              "already_there",
              "the table had a row for this event: from an earlier try, or from another route that writes there");
    }
    String warning = warning();
    if (row.remark() == null) {
      return warning == null ? Delivered.OK : new Delivered("ok", warning);
    }
    return new Delivered("ok", warning == null ? row.remark() : row.remark() + "; " + warning);
  }

  private @Nullable String warning() {
    return switch (mapping.conflict()) {
      case OnConflict.AnotherRow _ ->
          "the table has no column for the event's id, so a repeat would make a second row";
      case OnConflict.Keep _ -> null;
      case OnConflict.Replace replace ->
          replace.order().isEmpty()
              ? "the table has no column that tells the newer of two events, so the last to arrive wins"
              : null;
    };
  }

  private static List<List<PreparedRow>> parts(List<PreparedRow> rows) {
    List<List<PreparedRow>> parts = new ArrayList<>();
    int start = 0;
    long characters = 0;
    for (int i = 0; i < rows.size(); i++) {
      int length = rows.get(i).length();
      if (i > start && characters + length > CHARACTERS_MAX) {
        parts.add(rows.subList(start, i));
        start = i;
        characters = 0;
      }
      characters += length;
    }
    if (start < rows.size()) {
      parts.add(rows.subList(start, rows.size()));
    }
    return parts;
  }
}
