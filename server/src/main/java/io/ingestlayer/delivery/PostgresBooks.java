package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// The books in `flow_count`, beside `open_delivery` and `delivery`.
public final class PostgresBooks implements Books {
  /// One statement, so that an entry and the open row it speaks of are seen together or not at all.
  private static final String LINES =
      """
      with counted as (
        select
          pipeline_version, route, destination,
          sum(matched)::bigint as matched,
          sum(unmatched)::bigint as unmatched,
          sum(dropped)::bigint as dropped,
          sum(dead_in_walk)::bigint as dead_in_walk,
          sum(routed)::bigint as routed,
          sum(skipped)::bigint as skipped,
          sum(delivered)::bigint as delivered,
          sum(dead)::bigint as dead,
          sum(canceled)::bigint as canceled
        from flow_count
        where workspace_id = ?
        group by pipeline_version, route, destination
      ),
      waiting as (
        select pipeline_version, route, destination, sum(cardinality(offs))::bigint as open
        from open_delivery
        where workspace_id = ?
        group by pipeline_version, route, destination
      )
      select
        pipeline_version, route, destination, matched, unmatched, dropped, dead_in_walk, routed,
        skipped, delivered, dead, canceled, open
      from counted
      full join waiting using (pipeline_version, route, destination)
      order by pipeline_version, route, destination
      """;

  private static final String STORED =
      """
      select
        pipeline_version, route, coalesce(destination, '') as destination,
        0 as matched,
        0 as unmatched,
        count(*) filter (where state = 'dropped') as dropped,
        count(*) filter (where state = 'dead' and route = -1) as dead_in_walk,
        0 as routed,
        count(*) filter (where state = 'skipped') as skipped,
        count(*) filter (where state = 'delivered') as delivered,
        count(*) filter (where state = 'dead' and route <> -1) as dead,
        count(*) filter (where state = 'canceled') as canceled,
        0 as open
      from delivery
      where workspace_id = ?
      group by pipeline_version, route, destination
      order by pipeline_version, route, destination
      """;

  private final Database database;

  public PostgresBooks(Database database) {
    this.database = database;
  }

  @Override
  public List<Line> lines() {
    return database.read("read the books", PostgresBooks::lines);
  }

  @Override
  public Audit audit() {
    return database.transaction(
        "audit the books",
        connection -> {
          Sql.execute(connection, "set transaction isolation level repeatable read read only");
          List<Line> stored =
              Sql.query(connection, STORED, PostgresBooks::line, Workspace.DEFAULT_ID);
          return new Audit(lines(connection), stored);
        });
  }

  private static List<Line> lines(Connection connection) throws SQLException {
    return Sql.query(
        connection, LINES, PostgresBooks::line, Workspace.DEFAULT_ID, Workspace.DEFAULT_ID);
  }

  private static Line line(ResultSet row) throws SQLException {
    return new Line(
        row.getInt("pipeline_version"),
        row.getInt("route"),
        row.getString("destination"),
        row.getLong("matched"),
        row.getLong("unmatched"),
        row.getLong("dropped"),
        row.getLong("dead_in_walk"),
        row.getLong("routed"),
        row.getLong("skipped"),
        row.getLong("delivered"),
        row.getLong("dead"),
        row.getLong("canceled"),
        row.getLong("open"));
  }
}
