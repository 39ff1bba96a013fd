package io.ingestlayer.bench.scenario;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.util.List;

/// What the server's attempts came to: an attempt that had to be repeated is a wait that explains a figure.
final class PostgresAttempts {
  private final Database database;

  PostgresAttempts(Database database) {
    this.database = database;
  }

  /// `63 × delivered ok, on average 1891 deliveries in 41 ms`, the most frequent first.
  List<String> summary() {
    String sql =
        """
        select count(*), outcome, code, avg(deliveries)::bigint, avg(millis)::bigint
          from attempt
         group by outcome, code
         order by count(*) desc
         limit 10
        """;
    return database.read(
        "looking at the attempts",
        connection ->
            Sql.query(
                connection,
                sql,
                row ->
                    "%d × %s %s, on average %d deliveries in %d ms"
                        .formatted(
                            row.getLong(1),
                            row.getString(2),
                            row.getString(3),
                            row.getLong(4),
                            row.getLong(5))));
  }
}
