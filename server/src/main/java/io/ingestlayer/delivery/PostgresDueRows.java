package io.ingestlayer.delivery;

import io.ingestlayer.delivery.RestoredRows.Unreadable;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads what of a lane is due, with its events. Any thread may call it.
final class PostgresDueRows {
  private static final int DELIVERIES_PER_READ = 2_000;

  /// The pipelines that have rows in a lane, found by the index.
  private static final String VERSIONS =
      """
      with recursive version (priority, id) as (
        (select priority, pipeline_version
        from open_delivery
        where lane_id = ?
        order by priority, pipeline_version
        limit 1)
        union all
        select next.priority, next.pipeline_version
        from version
        cross join lateral (
          select priority, pipeline_version
          from open_delivery
          where lane_id = ?
          and (priority, pipeline_version) > (version.priority, version.id)
          order by priority, pipeline_version
          limit 1) as next
      )
      """;

  /// Each pipeline's first rows; all of their first, all of their second, and so on.
  ///
  /// A row that was decided a moment ago may still be handed over, and then it would be sent twice: once as read here, once
  /// more as handed over. It is left to that, unless a later one of the same partition was handed over before: they are
  /// handed over in their order. What was tried before, and what is replayed, is never handed over.
  private static final String DUE =
      VERSIONS
          + """
          select found.*
          from version
          cross join lateral (
            select %s, row_number() over (order by due %s) as turn
            from open_delivery
            where lane_id = ?
            and priority = version.priority
            and pipeline_version = version.id
            and destination = ?
            and lane = ?
            and due <= ?
            and order_key is null
            and (state <> 'pending' or created_at <= ? or exists (
              select
              from unnest(?::int[], ?::bigint[]) as handed (partition, off)
              where handed.partition = open_delivery.partition
              and handed.off >= offs[1]))
            and id <> all(?)
            order by due %s
            limit ?) as found
          where version.priority = ?
          order by turn, due
          limit ?
          """;

  private static final String OLDEST_FIRST = DUE.formatted(PostgresStoredRow.COLUMNS, "asc", "asc");
  private static final String NEWEST_FIRST =
      DUE.formatted(PostgresStoredRow.COLUMNS, "desc", "desc");

  private static final String NEXT_DUE =
      VERSIONS
          + """
          select min(next.due) as due
          from version
          cross join lateral (
            select due
            from open_delivery
            where lane_id = ?
            and priority = version.priority
            and pipeline_version = version.id
            and due > ?
            order by due
            limit 1) as next
          """;

  private final Database database;
  private final Workspace workspace;
  private final EventSource events;
  private final PostgresOrderedRows inOrder;

  PostgresDueRows(Database database, Workspace workspace, EventSource events) {
    this.database = database;
    this.workspace = workspace;
    this.events = events;
    this.inOrder = new PostgresOrderedRows(database);
  }

  /// What of a lane is wanted.
  ///
  /// @param until due at that time or before
  /// @param decidedBefore a row not tried yet is left out when it was decided after that: its decider may be about to
  ///     hand it over; unless that has happened
  /// @param handed the last position of each partition that was handed over
  /// @param inMemory what need not be read, or must wait
  /// @param max at most so many rows, fewer when they hold many deliveries
  /// @param newestFirst whether what is due last comes first
  /// @param orderedAfter of what has an order, keys after this one come first
  record Wanted(
      LaneKey lane,
      Instant until,
      Instant decidedBefore,
      Map<Integer, Long> handed,
      LaneQueue.InMemory inMemory,
      int max,
      boolean newestFirst,
      long orderedAfter) {}

  /// What was read of a lane.
  ///
  /// @param liveMore whether there may be more that is due and live
  /// @param more whether there may be more that is due
  /// @param nextDue when the next is due that is not due yet; null when there is none
  /// @param waitedFor keys whose replayed row is in memory, and that something live waits for
  record Due(
      List<OpenDelivery> rows,
      List<Unreadable> unreadable,
      boolean liveMore,
      boolean more,
      @Nullable Instant nextDue,
      Set<Long> waitedFor) {}

  /// Rows of a lane that are due, with their events: the longest due first or last, pipelines in turn, and replayed ones
  /// only where there are fewer live ones than wanted.
  Due due(Wanted wanted) {
    Set<Long> waitedFor = inOrder.waitedFor(wanted);
    List<PostgresStoredRow> live = both(wanted, OpenDelivery.Priority.LIVE, wanted.max());
    List<PostgresStoredRow> page = page(live);
    boolean liveMore = page.size() < live.size() || live.size() >= wanted.max();
    boolean more = liveMore;
    if (!liveMore) {
      int rest = wanted.max() - live.size();
      List<PostgresStoredRow> replayed = both(wanted, OpenDelivery.Priority.REPLAY, rest);
      List<PostgresStoredRow> all = new ArrayList<>(live);
      all.addAll(replayed);
      page = page(all);
      more = page.size() < all.size() || replayed.size() >= rest;
    }
    Instant nextDue = more ? null : nextDue(wanted.lane(), wanted.until());
    RestoredRows restored = new RestoredRows(page, workspace, events);
    return new Due(restored.rows(), restored.unreadable(), liveMore, more, nextDue, waitedFor);
  }

  /// What has no order and what is next in its order, one after the other.
  private List<PostgresStoredRow> both(Wanted wanted, OpenDelivery.Priority priority, int max) {
    List<PostgresStoredRow> free = stored(wanted, priority, max);
    List<PostgresStoredRow> ordered = inOrder.heads(wanted, priority, max);
    if (ordered.isEmpty()) {
      return free;
    }
    List<PostgresStoredRow> both = new ArrayList<>();
    for (int i = 0; i < Math.max(free.size(), ordered.size()); i++) {
      both.addAll(free.subList(Math.min(i, free.size()), Math.min(i + 1, free.size())));
      both.addAll(ordered.subList(Math.min(i, ordered.size()), Math.min(i + 1, ordered.size())));
    }
    return both;
  }

  private List<PostgresStoredRow> stored(Wanted wanted, OpenDelivery.Priority priority, int max) {
    LaneKey lane = wanted.lane();
    return database.read(
        "read due deliveries of a lane",
        connection ->
            Sql.query(
                connection,
                wanted.newestFirst() ? NEWEST_FIRST : OLDEST_FIRST,
                PostgresStoredRow::read,
                lane.id(),
                lane.id(),
                lane.id(),
                lane.destination(),
                lane.lane(),
                wanted.until(),
                wanted.decidedBefore(),
                wanted.handed().keySet().stream().mapToInt(Integer::intValue).toArray(),
                wanted.handed().values().stream().mapToLong(Long::longValue).toArray(),
                wanted.inMemory().rows().toArray(UUID[]::new),
                max,
                priority.code(),
                max));
  }

  private static List<PostgresStoredRow> page(List<PostgresStoredRow> stored) {
    int deliveries = 0;
    int rows = 0;
    while (rows < stored.size() && deliveries < DELIVERIES_PER_READ) {
      deliveries += stored.get(rows).positions().size();
      rows++;
    }
    return stored.subList(0, rows);
  }

  private @Nullable Instant nextDue(LaneKey lane, Instant after) {
    Optional<Optional<Instant>> next =
        database.read(
            "read when a lane's next delivery is due",
            connection ->
                Sql.queryOne(
                    connection,
                    NEXT_DUE,
                    row -> Optional.ofNullable(Sql.instantOrNull(row, "due")),
                    lane.id(),
                    lane.id(),
                    lane.id(),
                    after));
    return next.flatMap(it -> it).orElse(null);
  }
}
