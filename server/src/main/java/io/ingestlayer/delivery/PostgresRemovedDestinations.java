package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.PurgeSteps;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// What removed destinations have left: credentials, facts, failures in a row and pauses. Any thread may call it.
public final class PostgresRemovedDestinations {
  private static final String DUE =
      """
      select destination
      from destination_removal r
      where workspace_id = ?
      and since < ?
      and not exists (
        select 1
        from open_delivery o
        where o.workspace_id = r.workspace_id
        and o.destination = r.destination)
      order by since, destination
      limit ?
      """;

  private static final String END =
      """
      delete from destination_removal
      where workspace_id = ?
      and destination = ?
      and since < ?
      """;

  private static final String CREDENTIALS =
      """
      delete from secret
      where workspace_id = ?
      and object = ?
      """;

  private static final String RENEWALS =
      """
      delete from credential_renewal
      where workspace_id = ?
      and object = ?
      """;

  private static final String FACTS =
      """
      delete from destination_fact
      where workspace_id = ?
      and destination = ?
      """;

  private static final String STREAK =
      """
      delete from destination_streak
      where workspace_id = ?
      and destination = ?
      """;

  private static final String PAUSE =
      """
      delete from destination_pause
      where workspace_id = ?
      and destination = ?
      """;

  private final Database database;

  public PostgresRemovedDestinations(Database database) {
    this.database = database;
  }

  /// Takes out all that destinations have left which were removed before that time and for which nothing is open. A
  /// destination, whose facts are bounded, goes as a whole in one transaction.
  ///
  /// @param steps of destinations
  /// @return how many destinations have nothing left
  public long purge(Instant before, PurgeSteps steps) {
    return steps.run(most -> {
      int gone = 0;
      for (String destination : due(before, most)) {
        gone += forget(destination, before);
      }
      return gone;
    });
  }

  private List<String> due(Instant before, int most) {
    return database.read(
        "look for what removed destinations have left",
        connection ->
            Sql.query(
                connection,
                DUE,
                row -> row.getString("destination"),
                Workspace.DEFAULT_ID,
                before,
                most));
  }

  private int forget(String destination, Instant before) {
    return database.transaction(
        "retention of what a removed destination has left",
        connection -> {
          // One that has come back meanwhile has lost its row here, and keeps everything.
          int ended = Sql.update(connection, END, Workspace.DEFAULT_ID, destination, before);
          if (ended > 0) {
            forget(connection, destination);
          }
          return ended;
        });
  }

  private static void forget(Connection connection, String destination) throws SQLException {
    String object = PostgresCredentials.object(destination);
    Sql.update(connection, CREDENTIALS, Workspace.DEFAULT_ID, object);
    Sql.update(connection, RENEWALS, Workspace.DEFAULT_ID, object);
    Sql.update(connection, FACTS, Workspace.DEFAULT_ID, destination);
    Sql.update(connection, STREAK, Workspace.DEFAULT_ID, destination);
    Sql.update(connection, PAUSE, Workspace.DEFAULT_ID, destination);
  }
}
