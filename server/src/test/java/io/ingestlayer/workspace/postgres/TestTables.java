package io.ingestlayer.workspace.postgres;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Migrations;
import io.ingestlayer.testkit.postgres.TestPostgres;

/// Fresh databases with all tables.
final class TestTables {
  private TestTables() {}

  static TestPostgres fresh() {
    return TestPostgres.createFrom(
        "migrated", empty -> Migrations.run(DatabaseSettings.parse(empty.uri())));
  }

  static Database open(TestPostgres postgres) {
    return Database.open(DatabaseSettings.parse(postgres.uri()).withConnectionsMax(4));
  }
}
