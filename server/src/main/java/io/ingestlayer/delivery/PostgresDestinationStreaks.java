package io.ingestlayer.delivery;

import io.ingestlayer.outbox.PostgresOutbox;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Failures in a row in `destination_streak`: a row for each destination that has some.
final class PostgresDestinationStreaks {
  private static final int STREAKS_MAX = 10_000;

  /// What failed last so long ago says nothing any more; nothing waits as long.
  private static final Duration FORGOTTEN_AFTER = Duration.ofDays(30);

  private static final String KEEP =
      """
      insert into destination_streak (
        workspace_id, destination, failures, told, since, changed_at)
      values (?, ?, ?, ?, ?, ?)
      on conflict (workspace_id, destination) do update
      set failures = excluded.failures, told = excluded.told, since = excluded.since,
        changed_at = excluded.changed_at
      """;

  private static final String END =
      """
      delete from destination_streak
      where workspace_id = ?
      and destination = ?
      """;

  private static final String FORGET =
      """
      delete from destination_streak
      where changed_at < ?
      """;

  private static final String LIST =
      """
      select destination, failures, told, since
      from destination_streak
      where workspace_id = ?
      order by destination
      limit ?
      """;

  private final Database database;

  PostgresDestinationStreaks(Database database) {
    this.database = database;
  }

  /// Keeps streaks, and with each the alerts it led to. True when there are new events in the outbox.
  static boolean keep(Connection connection, List<DestinationStanding> standings, Instant now)
      throws SQLException {
    boolean events = false;
    for (DestinationStanding standing : standings) {
      FailureStreak.Kept streak = standing.streak();
      if (streak.failures() == 0) {
        end(connection, standing.destination());
      } else {
        Sql.update(
            connection,
            KEEP,
            Workspace.DEFAULT_ID,
            standing.destination(),
            streak.failures(),
            streak.told(),
            streak.since(),
            now);
      }
      PostgresOutbox.add(connection, Workspace.DEFAULT_ID, standing.alerts(), now);
      events |= !standing.alerts().isEmpty();
    }
    return events;
  }

  static void end(Connection connection, String destination) throws SQLException {
    Sql.update(connection, END, Workspace.DEFAULT_ID, destination);
  }

  /// Those that are kept, by destination.
  Map<String, FailureStreak.Kept> list(Instant now) {
    List<Map.Entry<String, FailureStreak.Kept>> kept =
        database.transaction(
            "look for destinations that have failed",
            connection -> {
              Sql.update(connection, FORGET, now.minus(FORGOTTEN_AFTER));
              return Sql.query(
                  connection,
                  LIST,
                  row ->
                      Map.entry(
                          row.getString("destination"),
                          new FailureStreak.Kept(
                              row.getInt("failures"),
                              row.getInt("told"),
                              Sql.instant(row, "since"))),
                  Workspace.DEFAULT_ID,
                  STREAKS_MAX);
            });
    return kept.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
