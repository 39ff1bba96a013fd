package io.ingestlayer.app.command;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Sql;
import java.util.List;

/// The demo's warehouse: a table in a database of its own, as a data team would have it.
final class PostgresWarehouse implements AutoCloseable {
  private final Database database;

  private PostgresWarehouse(Database database) {
    this.database = database;
  }

  /// Makes the database `warehouse` beside ours and the table in it.
  static PostgresWarehouse create(DatabaseSettings server) {
    try (Database own = Database.open(server.withConnectionsMax(1))) {
      own.read(
          "making the demo's warehouse",
          connection -> {
            Sql.execute(connection, "create database warehouse");
            return true;
          });
    }
    Database warehouse = Database.open(address(server).withConnectionsMax(2));
    warehouse.transaction(
        "making the demo's table",
        connection -> {
          Sql.execute(
              connection,
              """
              create table features (
                event_id text primary key,
                account text,
                owner text,
                feature text,
                count numeric,
                plan text,
                payload jsonb
              )
              """);
          return true;
        });
    return new PostgresWarehouse(warehouse);
  }

  private static DatabaseSettings address(DatabaseSettings server) {
    String url = server.url().replaceFirst("/ingestlayer(\\?|$)", "/warehouse$1");
    return DatabaseSettings.of(url, server.user(), server.password());
  }

  long rows() {
    return database.read(
        "counting the demo's rows",
        connection ->
            Sql.query(connection, "select count(*) from features", row -> row.getLong(1))
                .getFirst());
  }

  /// Five rows, a line each.
  List<String> sample() {
    return lines(
        """
        select rpad(coalesce(account, '-'), 10) || rpad(coalesce(owner, '-'), 8) || rpad(feature, 10)
               || lpad(count::text, 4) || '  ' || rpad(plan, 8) || payload::text
          from features
         order by event_id
         limit 5
        """);
  }

  /// What a data team asks first.
  List<String> byAccount() {
    return lines(
        """
        select rpad(coalesce(account, '-'), 14) || lpad(count(*)::text, 8) || lpad(sum(count)::text, 10)
          from features
         group by account
         order by sum(count) desc
         limit 8
        """);
  }

  private List<String> lines(String sql) {
    return database.read(
        "looking into the demo's table",
        connection -> Sql.query(connection, sql, row -> row.getString(1)));
  }

  @Override
  public void close() {
    database.close();
  }
}
