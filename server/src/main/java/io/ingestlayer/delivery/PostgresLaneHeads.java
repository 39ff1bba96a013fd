package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.time.Instant;
import java.util.List;

/// Goes round the lanes that have open rows. Any thread may call it.
final class PostgresLaneHeads {
  /// Goes by the index from lane to lane and within each from pipeline to pipeline, however many rows each has.
  private static final String LANES =
      """
      with recursive head as (
        (select lane_id, priority, pipeline_version, destination, lane, due
        from open_delivery
        where (lane_id, priority, pipeline_version) > (?, ?, ?)
        order by lane_id, priority, pipeline_version, due
        limit 1)
        union all
        select
          next.lane_id, next.priority, next.pipeline_version, next.destination, next.lane, next.due
        from head
        cross join lateral (
          select lane_id, priority, pipeline_version, destination, lane, due
          from open_delivery
          where (lane_id, priority, pipeline_version)
            > (head.lane_id, head.priority, head.pipeline_version)
          order by lane_id, priority, pipeline_version, due
          limit 1) as next
      )
      select lane_id, priority, pipeline_version, destination, lane, due
      from head
      limit ?
      """;

  private final Database database;

  PostgresLaneHeads(Database database) {
    this.database = database;
  }

  /// A pipeline's rows of one priority in a lane, and when the first of them is due.
  record Head(Place place, LaneKey lane, Instant due) {}

  /// Where in the index somebody has come who goes round the lanes.
  record Place(long laneId, int priority, int pipelineVersion) {
    static final Place BEGIN = new Place(Long.MIN_VALUE, 0, 0);
  }

  /// Lanes with open rows in the order of their ids, from the one after that place on.
  List<Head> lanes(Place after, int max) {
    return database.read(
        "look for lanes with open deliveries",
        connection ->
            Sql.query(
                connection,
                LANES,
                row ->
                    new Head(
                        new Place(
                            row.getLong("lane_id"),
                            row.getInt("priority"),
                            row.getInt("pipeline_version")),
                        new LaneKey(row.getString("destination"), row.getString("lane")),
                        Sql.instant(row, "due")),
                after.laneId(),
                after.priority(),
                after.pipelineVersion(),
                max));
  }
}
