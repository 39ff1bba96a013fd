package io.ingestlayer.workspace.postgres;

import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.secret.Keyring;
import io.ingestlayer.platform.secret.Sealed;
import io.ingestlayer.platform.secret.SecretException;
import io.ingestlayer.platform.secret.SecretPlace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows of the table `secret`, sealed and opened. Each call is part of the caller's transaction.
///
/// All processes seal under the same master key: the one that the row `keyring` is under, which they lock while they seal.
/// A rotation changes that row first, and so nothing is sealed under the old key any more once it has.
public final class PostgresSecretRows {
  static final String KEYRING = "keyring";
  static final String CHECK = "check";
  private static final int SHOWN = 4;
  private static final int SHOWN_FROM = 16;

  private final Keyring keyring;
  private final int workspaceId;

  PostgresSecretRows(Keyring keyring, int workspaceId) {
    this.keyring = keyring;
    this.workspaceId = workspaceId;
  }

  /// A secret, without the secret.
  ///
  /// @param origin the mark of what a credential began as, or null
  public record Row(
      SecretPlace place,
      String lastFour,
      @Nullable String origin,
      Instant createdAt,
      Sealed sealed) {
    public int version() {
      return place.version();
    }
  }

  /// @throws SecretException when no key here opens it, or the key's service does not answer
  public String open(Row row) {
    return keyring.open(row.place(), row.sealed());
  }

  private static final String FIND =
      """
      select object, field, version, key_id, wrapped_key, ciphertext, last_four, origin, created_at
      from secret
      where workspace_id = ?
        and object = ?
        and field = ?
      """;

  public Optional<Row> find(Connection connection, String object, String field)
      throws SQLException {
    return Sql.queryOne(connection, FIND, this::row, workspaceId, object, field);
  }

  /// The row, locked until the transaction ends.
  public Optional<Row> lock(Connection connection, String object, String field)
      throws SQLException {
    return Sql.queryOne(connection, FIND + "for update\n", this::row, workspaceId, object, field);
  }

  private static final String WRITE =
      """
      insert into secret
        (workspace_id, object, field, version, key_id, wrapped_key, ciphertext, last_four, origin, created_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (workspace_id, object, field)
      do update set
        version = excluded.version,
        key_id = excluded.key_id,
        wrapped_key = excluded.wrapped_key,
        ciphertext = excluded.ciphertext,
        last_four = excluded.last_four,
        origin = excluded.origin,
        created_at = excluded.created_at
      """;

  /// Makes the row, or its next version, which is returned.
  ///
  /// The row is locked before the keyring's, here as in a renewal and a rotation, so that none waits for the other.
  public int put(
      Connection connection,
      String object,
      String field,
      String secret,
      @Nullable String origin,
      Instant now)
      throws SQLException {
    lock(connection, object, field);
    String keyId = lockKey(connection);
    int version = find(connection, object, field).map(Row::version).orElse(0) + 1;
    Sealed sealed =
        keyring.seal(keyId, new SecretPlace(workspaceId, object, field, version), secret);
    Sql.update(
        connection,
        WRITE,
        workspaceId,
        object,
        field,
        version,
        sealed.keyId(),
        sealed.wrappedKey(),
        sealed.ciphertext(),
        shown(secret),
        origin,
        now);
    return version;
  }

  private String lockKey(Connection connection) throws SQLException {
    return lock(connection, KEYRING, CHECK)
        .map(it -> it.sealed().keyId())
        .orElseThrow(() ->
            new IllegalStateException("the stored secrets were forgotten; start the server anew"));
  }

  public boolean delete(Connection connection, String object, String field) throws SQLException {
    String sql =
        """
        delete from secret
        where workspace_id = ?
          and object = ?
          and field = ?
        """;
    return Sql.update(connection, sql, workspaceId, object, field) == 1;
  }

  private static String shown(String secret) {
    if (secret.length() < SHOWN_FROM) {
      return "";
    }
    String last = secret.substring(secret.length() - SHOWN);
    return last.chars().allMatch(it -> it > ' ' && it < 0x7f) ? last : "";
  }

  Row row(ResultSet row) throws SQLException {
    return new Row(
        new SecretPlace(
            workspaceId, row.getString("object"), row.getString("field"), row.getInt("version")),
        row.getString("last_four"),
        row.getString("origin"),
        Sql.instant(row, "created_at"),
        new Sealed(
            row.getString("key_id"), row.getBytes("wrapped_key"), row.getBytes("ciphertext")));
  }
}
