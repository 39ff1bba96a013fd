package io.ingestlayer.workspace.postgres;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.secret.Keyring;
import io.ingestlayer.platform.secret.MasterKeyException;
import io.ingestlayer.platform.secret.MasterKeySource;
import io.ingestlayer.platform.secret.Sealed;
import io.ingestlayer.platform.secret.SecretException;
import io.ingestlayer.platform.secret.SecretPlace;
import io.ingestlayer.workspace.KeptSecrets;
import io.ingestlayer.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/// The master key as the database knows it: one row is sealed with it from the first start on, by which a wrong key is seen
/// before any secret is used. What that row holds is the key of the marks.
public final class PostgresMasterKey {
  private static final int MARK_KEY_BYTES = 32;
  private static final int KEY_IDS_MAX = 100;

  private final Keyring keyring;
  private final PostgresSecretRows rows;
  private final byte[] markKey;

  private PostgresMasterKey(Keyring keyring, PostgresSecretRows rows, byte[] markKey) {
    this.keyring = keyring;
    this.rows = rows;
    this.markKey = markKey;
  }

  /// Opens what is stored with the keys there are; on the first start makes a key when none is set.
  ///
  /// @param progress a line for the operator, when a key was made or others may read it
  /// @throws MasterKeyException when the key is missing, is another one, or cannot be asked; says what to do
  public static PostgresMasterKey open(
      Database database,
      MasterKeySource source,
      SecureRandom random,
      Instant now,
      Consumer<String> progress) {
    List<String> stored = storedKeyIds(database);
    if (source.isMissing()) {
      if (!stored.isEmpty()) {
        throw new MasterKeyException(
            "The master key is missing: there is no %s, and secrets are stored that only the key %s opens. %s"
                .formatted(source.where(), String.join(" and ", stored), mend()));
      }
      source.make(random);
      progress.accept(
          "made the master key %s, which opens every stored secret; keep a copy of it in a safe place"
              .formatted(source.where()));
    }
    source.warning().ifPresent(progress);
    Keyring keyring = new Keyring(source, random);
    PostgresSecretRows rows = new PostgresSecretRows(keyring, Workspace.DEFAULT_ID);
    if (stored.isEmpty()) {
      begin(database, keyring, random, now);
    }
    requireKeys(source, keyring, storedKeyIds(database));
    return new PostgresMasterKey(keyring, rows, markKey(database, source, rows));
  }

  private static List<String> storedKeyIds(Database database) {
    String sql =
        """
        select distinct key_id
        from secret
        where workspace_id = ?
        order by key_id
        limit ?
        """;
    return database.read(
        "look at the keys of the stored secrets",
        connection ->
            Sql.query(
                connection,
                sql,
                row -> row.getString("key_id"),
                Workspace.DEFAULT_ID,
                KEY_IDS_MAX));
  }

  private static void requireKeys(MasterKeySource source, Keyring keyring, List<String> stored) {
    TreeSet<String> unknown = new TreeSet<>(stored);
    keyring.ids().forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new MasterKeyException(
          "The master key in %s is another one (%s): secrets are stored that only the key %s opens. %s To change keys, name both, the new one first, and run `ingestlayer secrets rotate`."
              .formatted(
                  source.where(),
                  String.join(" and ", new TreeSet<>(keyring.ids())),
                  String.join(" and ", unknown),
                  mend()));
    }
  }

  private static String mend() {
    return "Put that key back from your backup (INGESTLAYER_MASTER_KEY, or the key file). If it is lost for good, `ingestlayer secrets forget --yes` deletes what it sealed, and each secret has to be set again.";
  }

  /// Of two processes that start first, one writes; the other then sees whether it has the same key.
  private static void begin(Database database, Keyring keyring, SecureRandom random, Instant now) {
    String sql =
        """
        insert into secret
          (workspace_id, object, field, version, key_id, wrapped_key, ciphertext, last_four, created_at)
        values (?, ?, ?, 1, ?, ?, ?, '', ?)
        on conflict do nothing
        """;
    byte[] markKey = new byte[MARK_KEY_BYTES];
    random.nextBytes(markKey);
    SecretPlace place =
        new SecretPlace(
            Workspace.DEFAULT_ID, PostgresSecretRows.KEYRING, PostgresSecretRows.CHECK, 1);
    Sealed sealed = seal(keyring, place, HexFormat.of().formatHex(markKey));
    database.transaction(
        "keeping of the master key's check value",
        connection ->
            Sql.update(
                connection,
                sql,
                place.workspace(),
                place.object(),
                place.field(),
                sealed.keyId(),
                sealed.wrappedKey(),
                sealed.ciphertext(),
                now));
  }

  private static Sealed seal(Keyring keyring, SecretPlace place, String secret) {
    try {
      return keyring.seal(keyring.first(), place, secret);
    } catch (SecretException e) {
      throw unusable(e);
    }
  }

  private static byte[] markKey(
      Database database, MasterKeySource source, PostgresSecretRows rows) {
    PostgresSecretRows.Row check =
        database
            .read("look at the master key's check value", connection -> check(connection, rows))
            .orElseThrow(() ->
                new MasterKeyException(
                    "The database holds secrets but not the check value of their master key: it was changed by hand. Restore it from a backup."));
    try {
      return HexFormat.of().parseHex(rows.open(check));
    } catch (SecretException e) {
      if (e.kind() == SecretException.Kind.UNAVAILABLE) {
        throw unusable(e);
      }
      throw new MasterKeyException(
          "The master key in %s does not open what is stored here: %s. %s"
              .formatted(source.where(), e.getMessage(), mend()));
    }
  }

  private static MasterKeyException unusable(SecretException e) {
    return new MasterKeyException(
        "The master key cannot be used: %s. Mend that and start again.".formatted(e.getMessage()));
  }

  private static Optional<PostgresSecretRows.Row> check(
      Connection connection, PostgresSecretRows rows) throws SQLException {
    return rows.find(connection, PostgresSecretRows.KEYRING, PostgresSecretRows.CHECK);
  }

  /// The keys there are, in the operator's order.
  public List<String> keyIds() {
    return keyring.ids();
  }

  Keyring keyring() {
    return keyring;
  }

  public PostgresSecretRows rows() {
    return rows;
  }

  /// The same for the same text; without the key of the marks nobody can try texts out on it.
  public String mark(String text) {
    return HexFormat.of()
        .formatHex(Sha256.keyed(markKey, text.getBytes(StandardCharsets.UTF_8)))
        .substring(0, KeptSecrets.MARK_DIGITS);
  }

  /// Deletes every stored secret, for who has lost the key; the next start begins anew. How many there were.
  public static int forget(Database database) {
    String sql =
        """
        delete from secret
        where workspace_id = ?
        """;
    return database.transaction(
        "deletion of all secrets", connection -> Sql.update(connection, sql, Workspace.DEFAULT_ID));
  }
}
