package io.ingestlayer.log.postgres;

import io.ingestlayer.log.LogPositions;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.util.List;

/// Heads and cursors from `log_partition` and `log_cursor`.
public final class PostgresLogPositions implements LogPositions {
  private final Database database;

  public PostgresLogPositions(Database database) {
    this.database = database;
  }

  @Override
  public List<Position> positions() {
    return database.read(
        "reading the log's positions",
        connection ->
            Sql.query(
                connection,
                """
                select p.partition, p.head, coalesce(c.next_offset, 0) as decided
                  from log_partition p
                  left join log_cursor c on c.partition = p.partition
                 order by p.partition
                """,
                row ->
                    new Position(
                        row.getInt("partition"), row.getLong("head"), row.getLong("decided"))));
  }
}
