package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/// Counts `open_delivery`, by the index that leads with the destination, so that a long backlog costs no more than
/// [#ROWS_MAX] rows.
public final class PostgresWaitingCounts implements WaitingCounts {
  private final Database database;

  public PostgresWaitingCounts(Database database) {
    this.database = database;
  }

  @Override
  public Map<String, Waiting> of(Collection<String> destinations) {
    return database
        .read(
            "counting what waits",
            connection ->
                Sql.query(
                    connection,
                    """
                    select d.name, w.row_count, w.deliveries
                      from unnest(?::text[]) as d (name)
                     cross join lateral (
                       select count(*) as row_count, coalesce(sum(cardinality(o.offs)), 0)::bigint as deliveries
                         from (
                           select offs
                             from open_delivery
                            where workspace_id = ?
                              and destination = d.name
                            order by id
                            limit ?
                         ) o
                     ) w
                     where w.row_count > 0
                    """,
                    PostgresWaitingCounts::named,
                    destinations.toArray(String[]::new),
                    Workspace.DEFAULT_ID,
                    ROWS_MAX))
        .stream()
        .collect(Collectors.toMap(Named::destination, Named::waiting));
  }

  private record Named(String destination, Waiting waiting) {}

  private static Named named(ResultSet row) throws SQLException {
    return new Named(
        row.getString("name"),
        new Waiting(row.getLong("deliveries"), row.getLong("row_count") >= ROWS_MAX));
  }
}
