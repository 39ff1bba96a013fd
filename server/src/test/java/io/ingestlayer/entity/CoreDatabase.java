package io.ingestlayer.entity;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Migrations;
import io.ingestlayer.testkit.postgres.TestPostgres;

/// A fresh database with the core schema in it, dropped when it is closed.
public record CoreDatabase(TestPostgres postgres, Database database) implements AutoCloseable {

  public static CoreDatabase create() {
    TestPostgres postgres =
        TestPostgres.createFrom(
            "core", empty -> Migrations.run(DatabaseSettings.parse(empty.uri())));
    return new CoreDatabase(
        postgres, Database.open(DatabaseSettings.parse(postgres.uri()).withConnectionsMax(8)));
  }

  @Override
  public void close() {
    database.close();
    postgres.close();
  }
}
