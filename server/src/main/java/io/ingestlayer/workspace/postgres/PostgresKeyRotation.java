package io.ingestlayer.workspace.postgres;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.secret.Sealed;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Brings every stored secret under one master key, in small transactions, while servers run or not.
///
/// It may be killed at any point and run again: each secret is under the one key or the other, and names it. The keyring's
/// own row goes first, so that nobody seals under the old key any more; what is left is then only ever less. The old key
/// may go when the last one is done, not before.
public final class PostgresKeyRotation {
  private static final int STEP = 50;

  private final Database database;
  private final PostgresMasterKey masterKey;

  public PostgresKeyRotation(Database database, PostgresMasterKey masterKey) {
    this.database = database;
    this.masterKey = masterKey;
  }

  /// Goes to the first of the keys there are; how many secrets were wrapped anew.
  public int run() {
    String target = masterKey.keyring().first();
    int wrapped = turnTo(target);
    for (int step = step(target); step > 0; step = step(target)) {
      wrapped += step;
    }
    return wrapped;
  }

  /// From when it returns, everybody seals under that key.
  int turnTo(String target) {
    return database.transaction(
        "turning to the master key " + target,
        connection -> {
          PostgresSecretRows.Row check =
              masterKey
                  .rows()
                  .lock(connection, PostgresSecretRows.KEYRING, PostgresSecretRows.CHECK)
                  .orElseThrow();
          if (check.sealed().keyId().equals(target)) {
            return 0;
          }
          rewrap(connection, check, target);
          return 1;
        });
  }

  /// The next few; none when all are done.
  int step(String target) {
    String sql =
        """
        select object, field, version, key_id, wrapped_key, ciphertext, last_four, origin, created_at
        from secret
        where workspace_id = ?
          and key_id <> ?
        order by object, field
        limit ?
        for update
        """;
    return database.transaction(
        "wrapping of data keys under the master key " + target,
        connection -> {
          List<PostgresSecretRows.Row> rows =
              Sql.query(connection, sql, masterKey.rows()::row, Workspace.DEFAULT_ID, target, STEP);
          for (PostgresSecretRows.Row row : rows) {
            rewrap(connection, row, target);
          }
          return rows.size();
        });
  }

  private void rewrap(Connection connection, PostgresSecretRows.Row row, String target)
      throws SQLException {
    String sql =
        """
        update secret
        set key_id = ?,
          wrapped_key = ?
        where workspace_id = ?
          and object = ?
          and field = ?
        """;
    Sealed sealed = masterKey.keyring().rewrap(target, row.place(), row.sealed());
    Sql.update(
        connection,
        sql,
        sealed.keyId(),
        sealed.wrappedKey(),
        row.place().workspace(),
        row.place().object(),
        row.place().field());
  }
}
