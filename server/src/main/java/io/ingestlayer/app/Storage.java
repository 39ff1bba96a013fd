package io.ingestlayer.app;

import io.ingestlayer.component.Secret;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Durability;
import io.ingestlayer.platform.db.Migrations;
import io.ingestlayer.platform.db.embedded.EmbeddedOptions;
import io.ingestlayer.platform.db.embedded.EmbeddedPostgres;
import io.ingestlayer.platform.file.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where everything is kept: the locked data folder, the PostgreSQL in it or elsewhere, and a pool of connections.
final class Storage implements AutoCloseable {
  private static final int NODE_ID_BYTES = 8;
  private static final int LINK_SECRET_BYTES = 32;

  private final DataFolder folder;
  private final @Nullable EmbeddedPostgres embedded;
  private final Database database;

  private Storage(DataFolder folder, @Nullable EmbeddedPostgres embedded, Database database) {
    this.folder = folder;
    this.embedded = embedded;
    this.database = database;
  }

  /// Opens the folder and the database, brings the schema up to date and makes sure that what is committed is kept.
  ///
  /// @param progress a line for a person at each slow step
  static Storage open(Settings settings, Consumer<String> progress, Durability durability) {
    DataFolder folder = DataFolder.open(settings.dataDir());
    EmbeddedPostgres embedded = null;
    Database database = null;
    try {
      DatabaseSettings address;
      if (settings.databaseUrl().isPresent()) {
        address = databaseAddress(settings.databaseUrl().get());
      } else {
        embedded =
            EmbeddedPostgres.start(folder, EmbeddedOptions.defaults().withProgress(progress));
        address = embedded.settings();
      }
      Server.requireWanted();
      migrate(address);
      Server.requireWanted();
      database = Database.open(address.withConnectionsMax(connections(settings)));
      Database opened = database;
      opened.read(
          "checking that the database keeps what it commits",
          connection -> {
            durability.verify(connection);
            return true;
          });
      return new Storage(folder, embedded, database);
    } catch (RuntimeException e) {
      close(database, embedded, folder);
      throw e;
    }
  }

  private static void migrate(DatabaseSettings address) {
    try {
      Migrations.run(address);
    } catch (DatabaseException e) {
      throw new SettingsException(
          "database_unreachable: could not "
              + e.getMessage()
              + " See that it runs and lets this user in, and that database_url (INGESTLAYER_DATABASE_URL) names it.");
    }
  }

  /// @throws SettingsException when it is not written as one; does not repeat it
  static DatabaseSettings databaseAddress(Secret url) {
    try {
      return DatabaseSettings.parse(url.reveal());
    } catch (IllegalArgumentException e) {
      throw new SettingsException("database_url (INGESTLAYER_DATABASE_URL): " + e.getMessage());
    }
  }

  /// One for each appender, the decider, the finisher and the outbox; the rest for those who look.
  private static int connections(Settings settings) {
    return settings.log().partitions() + 16;
  }

  Database database() {
    return database;
  }

  Path folder() {
    return folder.path();
  }

  /// Where the embedded PostgreSQL listens; empty for one that is elsewhere.
  OptionalInt embeddedPort() {
    return embedded == null ? OptionalInt.empty() : OptionalInt.of(embedded.port());
  }

  /// Names this server for its leases; the same after each start on this folder.
  String nodeId() {
    return kept("node-id", NODE_ID_BYTES);
  }

  /// What signs links to events.
  byte[] linkSecret() {
    return HexFormat.of().parseHex(kept("link-secret", LINK_SECRET_BYTES));
  }

  /// A random text of that file in the folder, made at the first look.
  private String kept(String name, int bytes) {
    Path file = folder.path().resolve(name);
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        Path draft =
            Files.createTempFile(
                folder.path(),
                name,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, HexFormat.of().formatHex(random));
        Files.move(draft, file);
      }
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep " + file, e);
    }
  }

  @Override
  public void close() {
    close(database, embedded, folder);
  }

  private static void close(
      @Nullable Database database, @Nullable EmbeddedPostgres embedded, DataFolder folder) {
    if (database != null) {
      database.close();
    }
    if (embedded != null) {
      embedded.close();
    }
    folder.close();
  }
}
