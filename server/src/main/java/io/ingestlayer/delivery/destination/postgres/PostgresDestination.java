package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.Fact;
import io.ingestlayer.expression.Notes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes the deliveries of an attempt into their table: one statement for each route among them.
final class PostgresDestination implements Destination {
  /// A table that is not as it was read is looked at once more.
  private static final int LOOKS_MAX = 2;

  private final String host;
  private final PostgresConnections connections;
  private final PostgresTables tables;

  /// A delivery and its place in the attempt.
  private record Placed(int position, Delivery delivery) {}

  PostgresDestination(DatabaseAddress address, DestinationContext context) {
    this(address, context, PostgresConnections.CONNECT_TIMEOUT);
  }

  /// @param connectTimeout for finding somebody who answers at all; a whole second or more
  PostgresDestination(
      DatabaseAddress address, DestinationContext context, Duration connectTimeout) {
    host = address.host();
    connections =
        new PostgresConnections(
            address, context.name(), context.egress(), context.timer(), connectTimeout);
    tables = new PostgresTables(context.declared(), context.timer());
  }

  @Override
  public AttemptReport deliver(Attempt attempt) throws InterruptedException {
    Answers answers = new Answers(attempt);
    try {
      Optional<PostgresConnections.Lease> taken = connections.take();
      if (taken.isEmpty()) {
        answers.rest(busy());
      } else {
        try (PostgresConnections.Lease lease = taken.get()) {
          write(attempt, lease, answers);
        }
      }
    } catch (SQLException e) {
      answers.say(e);
      answers.rest(Verdict.whileConnecting(e, host));
    }
    return answers.report();
  }

  private static AttemptResult busy() {
    return new AttemptResult.RateLimited(
        "connections_busy",
        "all %d connections were in use".formatted(PostgresConnections.CONNECTIONS_MAX),
        null);
  }

  private void write(Attempt attempt, PostgresConnections.Lease lease, Answers answers) {
    try {
      for (List<Placed> route : byRoute(attempt)) {
        AttemptResult stopped =
            attempt.test()
                ? tryOut(route, lease.connection(), answers)
                : write(route, lease.connection(), answers, false);
        if (stopped instanceof AttemptResult.Hold hold && !hold.whole()) {
          route.forEach(it -> answers.put(it.position(), hold));
        } else if (stopped != null) {
          if (stopped instanceof AttemptResult.Retry) {
            lease.isBroken();
          }
          answers.rest(stopped);
          return;
        }
      }
    } catch (SQLException e) {
      lease.isBroken();
      answers.say(e);
      answers.rest(Verdict.outsideOfRows(e));
    }
  }

  /// The same as in earnest within one transaction that is taken back, a table that was made for it included.
  private @Nullable AttemptResult tryOut(List<Placed> route, Connection connection, Answers answers)
      throws SQLException {
    Delivery first = route.getFirst().delivery();
    tables.forget(first);
    connection.setAutoCommit(false);
    try {
      return write(route, connection, answers, true);
    } finally {
      tables.forget(first);
      if (!connection.isClosed() && !connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  /// What stopped it, for the deliveries that have no answer; null when all have one.
  private @Nullable AttemptResult write(
      List<Placed> route, Connection connection, Answers answers, boolean test)
      throws SQLException {
    Delivery first = route.getFirst().delivery();
    for (int look = 1; ; look++) {
      switch (tables.look(connection, first)) {
        case PostgresTables.Look.Held(AttemptResult.Hold why) -> {
          return why;
        }
        case PostgresTables.Look.Ready(RowMapping mapping, PostgresInsert insert) -> {
          answers.running(insert.sql());
          List<PreparedRow> rows = prepared(route, mapping, answers);
          Verdict.Halt halt =
              new PostgresRowWriter(connection, mapping, insert, answers, test).write(rows);
          switch (halt) {
            case null -> {
              return null;
            }
            case Verdict.Stop(AttemptResult result) -> {
              return result;
            }
            case Verdict.Table(AttemptResult.Hold held) -> {
              tables.forget(first);
              if (test || look == LOOKS_MAX) {
                return held;
              }
            }
          }
        }
      }
    }
  }

  /// The rows that fit their columns and have no answer yet; the others are rejected.
  private static List<PreparedRow> prepared(
      List<Placed> route, RowMapping mapping, Answers answers) {
    List<PreparedRow> rows = new ArrayList<>(route.size());
    for (Placed it : route) {
      if (answers.isAnswered(it.position())) {
        continue;
      }
      Notes notes = new Notes();
      try {
        @Nullable String[] columns = mapping.row(it.delivery(), notes);
        String remark = notes.remarks().isEmpty() ? null : String.join("; ", notes.remarks());
        rows.add(new PreparedRow(it.position(), it.delivery(), columns, remark));
      } catch (ColumnText.UnfitException e) {
        answers.put(
            it.position(),
            new AttemptResult.Reject(
                "value_refused",
                String.valueOf(e.getMessage()),
                "Change what the pipeline makes of such events, or the column, and replay."));
      }
    }
    return rows;
  }

  /// Two pipelines may write into one table, each with columns of its own.
  private static List<List<Placed>> byRoute(Attempt attempt) {
    Map<Config, List<Placed>> routes = new LinkedHashMap<>();
    for (int i = 0; i < attempt.deliveries().size(); i++) {
      Delivery delivery = attempt.deliveries().get(i);
      routes
          .computeIfAbsent(delivery.route().config(), _ -> new ArrayList<>())
          .add(new Placed(i, delivery));
    }
    return List.copyOf(routes.values());
  }

  @Override
  public List<Fact> facts() {
    PostgresVisit visit = connections.visit();
    return visit == null ? List.of() : visit.facts();
  }

  @Override
  public void close() {
    connections.close();
  }
}
