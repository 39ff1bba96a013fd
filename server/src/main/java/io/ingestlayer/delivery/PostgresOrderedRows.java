package io.ingestlayer.delivery;

import io.ingestlayer.delivery.OpenDelivery.Priority;
import io.ingestlayer.delivery.PostgresDueRows.Wanted;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Reads the rows that are next in their order: of each key the oldest that is open, live or replayed, if it is due. Any
/// thread may call it.
///
/// The table alone says what is next, so that an order holds over retries, holds and restarts. Goes from key to key by the
/// index: one key with many rows costs no more than one with two.
final class PostgresOrderedRows {
  /// A key that has something live belongs to what is live, whatever of it comes first.
  private static final String HEADS =
      """
      with recursive key (place) as (
        (select order_key
        from open_delivery
        where lane_id = ?
        and priority = ?
        and order_key > ?
        order by order_key
        limit 1)
        union all
        select next.order_key
        from key
        cross join lateral (
          select order_key
          from open_delivery
          where lane_id = ?
          and priority = ?
          and order_key > key.place
          order by order_key
          limit 1) as next
      )
      select head.*
      from key
      cross join lateral (
        select first.*
        from (values (0), (1)) as one (priority)
        cross join lateral (
          select %s, order_at
          from open_delivery
          where lane_id = ?
          and open_delivery.priority = one.priority
          and order_key = key.place
          order by order_at, partition, offs, id
          limit 1) as first
        order by order_at, partition, offs, id
        limit 1) as head
      where place <> all(?)
      and (? = 0 or not exists (
        select
        from open_delivery
        where lane_id = ?
        and priority = 0
        and order_key = place))
      and destination = ?
      and lane = ?
      and due <= ?
      and id <> all(?)
      limit ?
      """
          .formatted(PostgresStoredRow.COLUMNS.replace("priority", "open_delivery.priority"));

  private static final String WAITED_FOR =
      """
      select key.place
      from unnest(?::bigint[]) as key (place)
      where exists (
        select
        from open_delivery
        where lane_id = ?
        and priority = 0
        and order_key = key.place)
      """;

  private final Database database;

  PostgresOrderedRows(Database database) {
    this.database = database;
  }

  /// Those of the keys after that of the last time, then of those before it, so that keys take turns.
  List<PostgresStoredRow> heads(Wanted wanted, Priority priority, int max) {
    List<PostgresStoredRow> rows =
        new ArrayList<>(heads(wanted, priority, wanted.orderedAfter(), max));
    if (rows.size() < max && wanted.orderedAfter() > Long.MIN_VALUE) {
      for (PostgresStoredRow row : heads(wanted, priority, Long.MIN_VALUE, max - rows.size())) {
        if (rows.stream().noneMatch(it -> it.id().equals(row.id()))) {
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private List<PostgresStoredRow> heads(Wanted wanted, Priority priority, long after, int max) {
    LaneKey lane = wanted.lane();
    List<PostgresStoredRow> heads =
        database.read(
            "read what is next in its order in a lane",
            connection ->
                Sql.query(
                    connection,
                    HEADS,
                    PostgresStoredRow::read,
                    lane.id(),
                    priority.code(),
                    after,
                    lane.id(),
                    priority.code(),
                    lane.id(),
                    longs(wanted.inMemory().keysUnderWay()),
                    priority.code(),
                    lane.id(),
                    lane.destination(),
                    lane.lane(),
                    wanted.until(),
                    wanted.inMemory().rows().toArray(UUID[]::new),
                    max));
    return priority == Priority.LIVE
        ? heads.stream().map(PostgresStoredRow::pulledForward).toList()
        : heads;
  }

  /// The keys whose replayed row is in memory, and of which something live waits.
  Set<Long> waitedFor(Wanted wanted) {
    Set<Long> replayed = wanted.inMemory().keysReplayed();
    if (replayed.isEmpty()) {
      return Set.of();
    }
    return Set.copyOf(
        database.read(
            "which replayed deliveries of a lane live ones wait for",
            connection ->
                Sql.query(
                    connection,
                    WAITED_FOR,
                    row -> row.getLong("place"),
                    longs(replayed),
                    wanted.lane().id())));
  }

  private static long[] longs(Set<Long> keys) {
    return keys.stream().mapToLong(Long::longValue).toArray();
  }
}
