package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Finds open rows for people: the one that holds a delivery, and how many wait. Any thread may call it.
public final class PostgresOpenRows {
  /// Rows that hold one of the events of a millisecond: those of its ids, and those that are spread.
  private static final String OF_EVENTS =
      """
      with wanted as materialized (
        select partition as of_partition, array_agg(off) as of_offs
        from event
        where workspace_id = ?
        and id >= ?
        and id <= ?
        group by partition
      )
      select %1$s
      from open_delivery
      join wanted on partition = of_partition and offs && of_offs
      where id between ? and ?
      and not spread
      union all
      select %1$s
      from wanted
      join open_delivery on partition = of_partition and offs && of_offs
      where spread
      """
          .formatted(PostgresStoredRow.COLUMNS);

  private static final String WAITING =
      """
      select coalesce(sum(cardinality(offs)), 0)::bigint as waiting
      from open_delivery
      where workspace_id = ?
      and destination = ?
      """;

  private final Database database;
  private final Workspace workspace;
  private final EventSource events;

  public PostgresOpenRows(Database database, Workspace workspace, EventSource events) {
    this.database = database;
    this.workspace = workspace;
    this.events = events;
  }

  /// The open row that holds the delivery.
  Optional<OpenDelivery> find(DeliveryId id) {
    long millis = id.value().getMostSignificantBits() & ~0xffffL;
    OpenIds near = OpenIds.around(id.value());
    List<PostgresStoredRow> candidates =
        database.read(
            "find an open delivery",
            connection ->
                Sql.query(
                    connection,
                    OF_EVENTS,
                    PostgresStoredRow::read,
                    Workspace.DEFAULT_ID,
                    new UUID(millis, 0),
                    new UUID(millis | 0xffffL, -1),
                    near.first(),
                    near.last()));
    return new RestoredRows(candidates, workspace, events)
        .rows().stream()
            .filter(row -> row.deliveries().stream().anyMatch(it -> it.id().equals(id)))
            .findFirst();
  }

  /// How many deliveries of a destination wait. Looks at all open rows.
  public long waiting(String destination) {
    List<Long> waiting =
        database.read(
            "count the open deliveries of a destination",
            connection ->
                Sql.query(
                    connection,
                    WAITING,
                    row -> row.getLong("waiting"),
                    Workspace.DEFAULT_ID,
                    destination));
    return waiting.getFirst();
  }
}
