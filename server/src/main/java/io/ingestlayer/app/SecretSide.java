package io.ingestlayer.app;

import io.ingestlayer.platform.secret.MasterKeySource;
import io.ingestlayer.workspace.Secrets;
import io.ingestlayer.workspace.postgres.PostgresKeyRotation;
import io.ingestlayer.workspace.postgres.PostgresMasterKey;
import io.ingestlayer.workspace.postgres.PostgresSecrets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/// What a command on the server's own machine does with the stored secrets, beside a running server or without.
public final class SecretSide {
  private SecretSide() {}

  /// What a rotation came to.
  ///
  /// @param next what is left to do, in a sentence
  public record Rotated(int wrapped, String keyId, String next) {}

  /// @param progress a line for the operator, when this is the first use and a master key was made, or others may read it
  public static Secrets secrets(
      StoredSide stored,
      Settings settings,
      Map<String, String> environment,
      Consumer<String> progress) {
    return new PostgresSecrets(
        stored.database(),
        open(stored, source(settings, environment), progress),
        settings.retention().deliveries());
  }

  /// Brings all under the first key. The key file of the data folder gets a new one first, unless an earlier rotation that
  /// did not end has put it there, and loses the others when nothing is under them any more.
  public static Rotated rotate(
      StoredSide stored, Settings settings, Map<String, String> environment) {
    MasterKeySource source = source(settings, environment);
    PostgresMasterKey before = open(stored, source, line -> {});
    if (source.isOurs() && before.keyIds().size() == 1) {
      source.add(new SecureRandom());
    }
    PostgresMasterKey masterKey = open(stored, source, line -> {});
    int wrapped = new PostgresKeyRotation(stored.database(), masterKey).run();
    String keyId = masterKey.keyIds().getFirst();
    if (source.isOurs()) {
      source.dropOthers();
      return new Rotated(
          wrapped, keyId, "Keep a copy of " + source.where() + " in place of the old one.");
    }
    return new Rotated(
        wrapped,
        keyId,
        masterKey.keyIds().size() == 1
            ? "To change keys, put the new one before it in " + source.where() + "."
            : "Now take the old keys out of " + source.where() + ", on every server.");
  }

  public static int forget(StoredSide stored) {
    return PostgresMasterKey.forget(stored.database());
  }

  private static PostgresMasterKey open(
      StoredSide stored, MasterKeySource source, Consumer<String> progress) {
    return PostgresMasterKey.open(
        stored.database(), source, new SecureRandom(), Instant.now(), progress);
  }

  private static MasterKeySource source(Settings settings, Map<String, String> environment) {
    return MasterKeySource.of(settings.masterKey().reveal(), settings.dataDir(), environment::get);
  }
}
