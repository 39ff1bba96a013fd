package io.ingestlayer.bench.scenario;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;

/// What the limits' counters take in the server's database.
final class PostgresCounters {
  private final Database database;

  PostgresCounters(Database database) {
    this.database = database;
  }

  /// @param bytes of table and index
  record Size(long rows, long bytes) {}

  Size size() {
    String sql =
        """
        select count(*), pg_total_relation_size('limit_counter')
          from limit_counter
        """;
    return database.read(
        "looking at the counters",
        connection ->
            Sql.query(connection, sql, row -> new Size(row.getLong(1), row.getLong(2))).getFirst());
  }
}
