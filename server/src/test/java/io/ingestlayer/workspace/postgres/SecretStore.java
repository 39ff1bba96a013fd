package io.ingestlayer.workspace.postgres;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.secret.MasterKeySource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A server's side of the stored secrets, as at its start.
public record SecretStore(PostgresMasterKey masterKey, PostgresSecrets secrets, List<String> said) {
  public static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  public static final String OTHER_KEY = "//////////////////////////////////////////8=";
  public static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  public static SecretStore open(Database database) {
    return open(database, KEY, Path.of("/nowhere"));
  }

  public static SecretStore open(Database database, String setting, Path folder) {
    return open(database, MasterKeySource.of(setting, folder, _ -> null));
  }

  public static SecretStore open(Database database, MasterKeySource source) {
    List<String> said = new ArrayList<>();
    PostgresMasterKey key =
        PostgresMasterKey.open(database, source, new SecureRandom(), NOW, said::add);
    return new SecretStore(key, new PostgresSecrets(database, key, Duration.ofDays(30)), said);
  }
}
