package io.ingestlayer.bench.scenario;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;

/// What waits in the server's database, and more of it on request.
final class PostgresBacklog {
  private static final int PER_ROW = 10;

  /// Events that rows refer to; the oldest rows to each once.
  private static final int EVENTS_MAX = 20_000;

  /// Like a row that waits for it already, spread over the six hours before.
  private static final String FILL =
      """
      with chosen as (
        select off, (row_number() over () - 1) / ? as k
        from (select off from event where partition = ? order by off desc limit ?) as latest
      ),
      packed as (
        select k, array_agg(off order by off) as offs
        from chosen
        group by k
        having count(*) = ?
      ),
      model as (
        select * from open_delivery where destination = ? limit 1
      )
      insert into open_delivery (
        id, root, workspace_id, lane_id, lane, destination, pipeline_version, route, partition, offs,
        created_at, due, attempts, state, priority)
      select
        ids.id, ids.id, workspace_id, lane_id, lane, destination, pipeline_version, route, partition,
        packed.offs, at, at, 0, 'pending', 0
      from model
      cross join (
        select n, gen_random_uuid() as id, now() - interval '6 hours' * (1 - n::float8 / ?) as at
        from generate_series(0, ? - 1) as n) as ids
      join packed on packed.k = ids.n % (select count(*) from packed)
      """;

  private final Database database;

  PostgresBacklog(Database database) {
    this.database = database;
  }

  /// Makes so many more deliveries wait for that destination, for which something waits already; rows hold ten.
  void fill(String destination, int deliveries) {
    int partition =
        database.read(
            "the partition of a waiting delivery",
            connection ->
                Sql.query(
                        connection,
                        "select partition from open_delivery where destination = ? limit 1",
                        row -> row.getInt(1),
                        destination)
                    .getFirst());
    int rows = deliveries / PER_ROW;
    int filled =
        database.transaction(
            "a backlog",
            connection ->
                Sql.update(
                    connection,
                    FILL,
                    PER_ROW,
                    partition,
                    EVENTS_MAX,
                    PER_ROW,
                    destination,
                    (double) rows,
                    rows));
    if (filled != rows) {
      throw new IllegalStateException("%d of %d rows were made".formatted(filled, rows));
    }
    // It came over six hours, and is not to be written out while something else is measured.
    database.read(
        "writing out the backlog",
        connection -> {
          Sql.execute(connection, "analyze open_delivery");
          Sql.execute(connection, "checkpoint");
          return true;
        });
  }

  /// Deliveries that wait for destinations with such names.
  long open(String destinations) {
    return count(
        "select coalesce(sum(cardinality(offs)), 0) from open_delivery where destination like ?",
        destinations);
  }

  /// Deliveries to that destination that are over.
  long delivered(String destination) {
    return count(
        "select count(*) from delivery where destination = ? and state = 'delivered'", destination);
  }

  /// Messages that an inbox of that name keeps.
  long kept(String inbox) {
    return count("select count(*) from inbox_message where destination = ?", inbox);
  }

  private long count(String sql, String name) {
    return database.read(
        "counting deliveries",
        connection -> Sql.query(connection, sql, row -> row.getLong(1), name).getFirst());
  }
}
