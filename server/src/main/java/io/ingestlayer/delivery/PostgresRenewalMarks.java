package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// The rows of the table `credential_renewal`: which credential a vendor was asked to replace.
final class PostgresRenewalMarks {
  private final String object;

  /// @param object whose credentials, as in the table `secret`
  PostgresRenewalMarks(String object) {
    this.object = object;
  }

  /// A renewal that was begun.
  ///
  /// @param first false when one of the same version was begun before, and never ended
  /// @param at when the first one was
  record Begun(boolean first, Instant at) {}

  /// To be committed before the call, by the one who holds the credential's row.
  Begun begin(Connection connection, String field, int version, Instant now) throws SQLException {
    String find =
        """
        select began_at
        from credential_renewal
        where workspace_id = ?
          and object = ?
          and field = ?
          and version = ?
        """;
    Optional<Instant> before =
        Sql.queryOne(
            connection,
            find,
            row -> Sql.instant(row, "began_at"),
            Workspace.DEFAULT_ID,
            object,
            field,
            version);
    if (before.isPresent()) {
      return new Begun(false, before.get());
    }
    String sql =
        """
        insert into credential_renewal (workspace_id, object, field, version, began_at)
        values (?, ?, ?, ?, ?)
        on conflict (workspace_id, object, field)
        do update set version = excluded.version, began_at = excluded.began_at
        """;
    Sql.update(connection, sql, Workspace.DEFAULT_ID, object, field, version, now);
    return new Begun(true, now);
  }

  int remove(Connection connection, String field) throws SQLException {
    String sql =
        """
        delete from credential_renewal
        where workspace_id = ?
          and object = ?
          and field = ?
        """;
    return Sql.update(connection, sql, Workspace.DEFAULT_ID, object, field);
  }
}
