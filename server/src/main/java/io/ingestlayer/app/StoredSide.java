package io.ingestlayer.app;

import io.ingestlayer.admin.Fsck;
import io.ingestlayer.delivery.PostgresBooks;
import io.ingestlayer.log.postgres.PostgresLogPositions;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Durability;
import io.ingestlayer.platform.db.embedded.EmbeddedPostgres;
import io.ingestlayer.platform.file.DataFolderInUseException;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.postgres.PostgresApiKeys;
import io.ingestlayer.workspace.postgres.PostgresPipelineNames;
import java.security.SecureRandom;

/// What a command on the server's own machine can look at without the server: its database, running or not.
public final class StoredSide implements AutoCloseable {
  private final AutoCloseable storage;
  private final Database database;

  private StoredSide(AutoCloseable storage, Database database) {
    this.storage = storage;
    this.database = database;
  }

  /// Looks into the database beside a running server, or starts the embedded one for as long as this is open.
  public static StoredSide open(Settings settings) {
    if (settings.databaseUrl().isPresent()) {
      return beside(Storage.databaseAddress(settings.databaseUrl().get()));
    }
    try {
      Storage storage = Storage.open(settings, line -> {}, new Durability(false));
      return new StoredSide(storage, storage.database());
    } catch (DataFolderInUseException e) {
      return beside(EmbeddedPostgres.runningIn(settings.dataDir()));
    }
  }

  private static StoredSide beside(DatabaseSettings address) {
    Database database = Database.open(address.withConnectionsMax(2));
    return new StoredSide(database, database);
  }

  public Fsck fsck() {
    return new Fsck(
        new PostgresLogPositions(database),
        new PostgresBooks(database),
        new PostgresPipelineNames(database));
  }

  public Database database() {
    return database;
  }

  public ApiKeys keys() {
    return new PostgresApiKeys(database, new SecureRandom());
  }

  @Override
  public void close() {
    try {
      storage.close();
    } catch (Exception e) {
      throw new IllegalStateException("the database could not be closed", e);
    }
  }
}
