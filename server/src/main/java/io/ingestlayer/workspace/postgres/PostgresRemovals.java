package io.ingestlayer.workspace.postgres;

import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.DefinitionKind;
import io.ingestlayer.workspace.Workspace;
import io.ingestlayer.workspace.postgres.VersionRow.Name;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/// Since when no active definition names a destination, in `destination_removal`. Each call is part of the transaction that
/// changes what is active, and so a destination that comes back and what it has left are never parted.
final class PostgresRemovals {
  private static final String BEGIN =
      """
      insert into destination_removal (workspace_id, destination, since)
      values (?, ?, ?)
      on conflict (workspace_id, destination) do nothing
      """;

  private static final String END =
      """
      delete from destination_removal
      where workspace_id = ?
        and destination = ?
      """;

  private PostgresRemovals() {}

  static void begin(Connection connection, Name name, Instant now) throws SQLException {
    if (name.kind() == DefinitionKind.DESTINATION) {
      Sql.update(connection, BEGIN, Workspace.DEFAULT_ID, name.name(), now);
    }
  }

  static void end(Connection connection, Name name) throws SQLException {
    if (name.kind() == DefinitionKind.DESTINATION) {
      Sql.update(connection, END, Workspace.DEFAULT_ID, name.name());
    }
  }
}
