package io.ingestlayer.delivery;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Offset;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import io.ingestlayer.workspace.Workspace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads open rows back: which lanes have some, and what in a lane is due, with its events. Any thread may call it.
public final class PostgresOpenRows {
  private static final int DELIVERIES_PER_READ = 2_000;

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

  static final String COLUMNS =
      """
      id, root, destination, lane, pipeline_version, route, partition, offs, created_at, due,
      attempts, state, code, detail, extra, priority, order_key
      """;

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

  private static final String OLDEST_FIRST = DUE.formatted(COLUMNS, "asc", "asc");
  private static final String NEWEST_FIRST = DUE.formatted(COLUMNS, "desc", "desc");

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

  private static final String HOLD_WAITING =
      """
      update open_delivery
      set state = 'held', code = ?, detail = ?
      where id in (
        select id
        from open_delivery
        where lane_id = ?
        and (state <> 'held' or code is distinct from ?)
        limit ?)
      """;

  private static final String SET_ASIDE =
      """
      update open_delivery
      set state = 'held', code = ?, detail = ?, due = ?
      where id = any(?)
      """;

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
          .formatted(COLUMNS);

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
  private final PostgresOrderedRows inOrder;

  public PostgresOpenRows(Database database, Workspace workspace, EventSource events) {
    this.database = database;
    this.workspace = workspace;
    this.events = events;
    this.inOrder = new PostgresOrderedRows(database);
  }

  /// A pipeline's rows of one priority in a lane, and when the first of them is due.
  record Head(Place place, LaneKey lane, Instant due) {}

  /// Where in the index somebody has come who goes round the lanes.
  record Place(long laneId, int priority, int pipelineVersion) {
    static final Place BEGIN = new Place(Long.MIN_VALUE, 0, 0);
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

  /// A row as it is stored.
  record Stored(
      UUID id,
      UUID root,
      LaneKey lane,
      int pipelineVersion,
      int route,
      int partition,
      List<Long> positions,
      Instant createdAt,
      Instant due,
      int attempts,
      OpenDelivery.State state,
      @Nullable String code,
      @Nullable String detail,
      OpenExtra extra,
      OpenDelivery.Priority priority,
      @Nullable Long orderKey) {
    /// The same as something live.
    Stored pulledForward() {
      return new Stored(
          id,
          root,
          lane,
          pipelineVersion,
          route,
          partition,
          positions,
          createdAt,
          due,
          attempts,
          state,
          code,
          detail,
          extra,
          OpenDelivery.Priority.LIVE,
          orderKey);
    }
  }

  /// A row that cannot be sent as things are.
  record Unreadable(UUID id, String code, String detail) {}

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

  /// Rows of a lane that are due, with their events: the longest due first or last, pipelines in turn, and replayed ones
  /// only where there are fewer live ones than wanted.
  Due due(Wanted wanted) {
    Set<Long> waitedFor = inOrder.waitedFor(wanted);
    List<Stored> live = both(wanted, OpenDelivery.Priority.LIVE, wanted.max());
    List<Stored> page = page(live);
    boolean liveMore = page.size() < live.size() || live.size() >= wanted.max();
    boolean more = liveMore;
    if (!liveMore) {
      int rest = wanted.max() - live.size();
      List<Stored> replayed = both(wanted, OpenDelivery.Priority.REPLAY, rest);
      List<Stored> all = new ArrayList<>(live);
      all.addAll(replayed);
      page = page(all);
      more = page.size() < all.size() || replayed.size() >= rest;
    }
    Instant nextDue = more ? null : nextDue(wanted.lane(), wanted.until());
    Restoring restoring = new Restoring(page);
    return new Due(restoring.rows(), restoring.unreadable, liveMore, more, nextDue, waitedFor);
  }

  /// What has no order and what is next in its order, one after the other.
  private List<Stored> both(Wanted wanted, OpenDelivery.Priority priority, int max) {
    List<Stored> free = stored(wanted, priority, max);
    List<Stored> ordered = inOrder.heads(wanted, priority, max);
    if (ordered.isEmpty()) {
      return free;
    }
    List<Stored> both = new ArrayList<>();
    for (int i = 0; i < Math.max(free.size(), ordered.size()); i++) {
      both.addAll(free.subList(Math.min(i, free.size()), Math.min(i + 1, free.size())));
      both.addAll(ordered.subList(Math.min(i, ordered.size()), Math.min(i + 1, ordered.size())));
    }
    return both;
  }

  private List<Stored> stored(Wanted wanted, OpenDelivery.Priority priority, int max) {
    LaneKey lane = wanted.lane();
    return database.read(
        "read due deliveries of a lane",
        connection ->
            Sql.query(
                connection,
                wanted.newestFirst() ? NEWEST_FIRST : OLDEST_FIRST,
                PostgresOpenRows::stored,
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

  /// The open row that holds the delivery.
  Optional<OpenDelivery> find(DeliveryId id) {
    long millis = id.value().getMostSignificantBits() & ~0xffffL;
    OpenIds near = OpenIds.around(id.value());
    List<Stored> candidates =
        database.read(
            "find an open delivery",
            connection ->
                Sql.query(
                    connection,
                    OF_EVENTS,
                    PostgresOpenRows::stored,
                    Workspace.DEFAULT_ID,
                    new UUID(millis, 0),
                    new UUID(millis | 0xffffL, -1),
                    near.first(),
                    near.last()));
    return new Restoring(candidates)
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

  private static List<Stored> page(List<Stored> stored) {
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

  /// Says of rows that wait in a broken lane why they do.
  ///
  /// @param max at most so many in one go
  void holdWaiting(LaneKey lane, String code, String detail, int max) {
    String storedCode = StorableText.of(code, 200);
    database.transaction(
        "hold the deliveries of a lane",
        connection ->
            Sql.update(
                connection,
                HOLD_WAITING,
                storedCode,
                StorableText.of(detail, 2_000),
                lane.id(),
                storedCode,
                max));
  }

  /// Puts off rows that cannot be read.
  void setAside(List<Unreadable> rows, Instant until) {
    database.transaction(
        "set unreadable deliveries aside",
        connection -> {
          for (Unreadable row : rows) {
            Sql.update(
                connection, SET_ASIDE, row.code(), row.detail(), until, new UUID[] {row.id()});
          }
          return true;
        });
  }

  static Stored stored(ResultSet row) throws SQLException {
    return new Stored(
        Sql.uuid(row, "id"),
        Sql.uuid(row, "root"),
        new LaneKey(row.getString("destination"), row.getString("lane")),
        row.getInt("pipeline_version"),
        row.getInt("route"),
        row.getInt("partition"),
        Arrays.stream(Sql.longs(row, "offs")).boxed().toList(),
        Sql.instant(row, "created_at"),
        Sql.instant(row, "due"),
        row.getInt("attempts"),
        OpenDelivery.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getString("code"),
        row.getString("detail"),
        OpenExtra.read(row.getString("extra")),
        OpenDelivery.Priority.of(row.getInt("priority")),
        Sql.longOrNull(row, "order_key"));
  }

  /// Puts rows, events and definitions together again.
  private final class Restoring {
    private final List<Stored> stored;
    private final List<Unreadable> unreadable = new ArrayList<>();
    private final Map<Offset, Event> found = new HashMap<>();

    Restoring(List<Stored> stored) {
      this.stored = stored;
      Map<Integer, List<Long>> wanted = new HashMap<>();
      for (Stored row : stored) {
        if (row.extra().hasEvents()) {
          continue;
        }
        wanted.computeIfAbsent(row.partition(), _ -> new ArrayList<>()).addAll(row.positions());
      }
      wanted.forEach(this::find);
    }

    private void find(int partition, List<Long> positions) {
      long[] distinct = positions.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
      events.at(partition, distinct).forEach(it -> found.put(it.offset(), it));
    }

    List<OpenDelivery> rows() {
      List<OpenDelivery> rows = new ArrayList<>();
      for (Stored row : stored) {
        OpenDelivery restored = restore(row);
        if (restored != null) {
          rows.add(restored);
        }
      }
      return rows;
    }

    private @Nullable OpenDelivery restore(Stored row) {
      PipelineVersion pipeline = workspace.pipeline(row.pipelineVersion()).orElse(null);
      RouteDefinition route =
          pipeline == null
              ? null
              : pipeline.definition().routes().stream()
                  .filter(it -> it.position() == row.route())
                  .findFirst()
                  .orElse(null);
      if (pipeline == null || route == null) {
        unreadable.add(
            new Unreadable(
                row.id(),
                "pipeline_missing",
                "The pipeline version that decided this delivery is not known any more."));
        return null;
      }
      List<Delivery> deliveries = new ArrayList<>();
      for (int i = 0; i < row.positions().size(); i++) {
        Event event = event(row, i);
        if (event == null) {
          unreadable.add(
              new Unreadable(
                  row.id(),
                  "event_missing",
                  "The event at %d/%d is not in the log any more."
                      .formatted(row.partition(), row.positions().get(i))));
          return null;
        }
        deliveries.add(delivery(row, i, event, pipeline, route));
      }
      return new OpenDelivery(
          row.id(),
          row.root(),
          row.lane(),
          deliveries,
          row.createdAt(),
          row.due(),
          row.attempts(),
          row.state(),
          row.code(),
          row.detail(),
          row.priority(),
          row.orderKey());
    }

    private @Nullable Event event(Stored row, int place) {
      Offset offset = new Offset(row.partition(), row.positions().get(place));
      return row.extra().hasEvents() ? row.extra().event(place, offset) : found.get(offset);
    }

    private static Delivery delivery(
        Stored row, int place, Event event, PipelineVersion pipeline, RouteDefinition route) {
      Scope scope =
          Scope.restore(event, row.extra().decidedAt(row.createdAt()), row.extra().snapshot(place));
      DeliveryId id = row.extra().id(place, event, row.pipelineVersion(), row.route());
      return new Delivery(id, event, scope, pipeline, route, row.extra().progress(place));
    }
  }
}
