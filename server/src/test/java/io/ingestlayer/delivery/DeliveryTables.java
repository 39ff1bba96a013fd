package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Migrations;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.testkit.postgres.TestPostgres;

/// A database with the product's tables, and partitions for all the days that a turned clock may reach.
final class DeliveryTables {
  private DeliveryTables() {}

  static TestPostgres fresh() {
    return TestPostgres.createFrom("delivery", DeliveryTables::prepare);
  }

  static Database open(TestPostgres postgres) {
    return Database.open(DatabaseSettings.parse(postgres.uri()).withConnectionsMax(6));
  }

  private static void prepare(TestPostgres empty) {
    Migrations.run(DatabaseSettings.parse(empty.uri()));
    String partitions =
        """
        create table event_all partition of event default;
        create table delivery_all partition of delivery default;
        create table attempt_all partition of attempt default;
        """;
    try (Database database = open(empty)) {
      database.transaction(
          "prepare partitions",
          connection -> {
            Sql.execute(connection, partitions);
            return true;
          });
    }
  }
}
