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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads open rows back: which lanes have some, and what in a lane is due, with its events. Any thread may call it.
public final class PostgresOpenRows {
  private static final int DELIVERIES_PER_READ = 2_000;

  /// Goes from lane to lane by the index, however many rows each has.
  private static final String LANES =
      """
      with recursive head as (
        (select lane_id, destination, lane, due
        from open_delivery
        where lane_id > ?
        order by lane_id, due, id
        limit 1)
        union all
        select next.lane_id, next.destination, next.lane, next.due
        from head
        cross join lateral (
          select lane_id, destination, lane, due
          from open_delivery
          where lane_id > head.lane_id
          order by lane_id, due, id
          limit 1) as next
      )
      select lane_id, destination, lane, due
      from head
      limit ?
      """;

  private static final String COLUMNS =
      """
      id, root, destination, lane, pipeline_version, route, partition, offs, created_at, due,
      attempts, state, code, detail, extra
      """;

  private static final String DUE =
      """
      select %s
      from open_delivery
      where lane_id = ?
      and destination = ?
      and lane = ?
      and due <= ?
      and (state <> 'pending' or created_at <= ?)
      and id <> all(?)
      order by due, id
      limit ?
      """
          .formatted(COLUMNS);

  private static final String NEXT_DUE =
      """
      select due
      from open_delivery
      where lane_id = ?
      and due > ?
      order by due
      limit 1
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
        order by due
        limit ?)
      """;

  private static final String SET_ASIDE =
      """
      update open_delivery
      set state = 'held', code = ?, detail = ?, due = ?
      where id = any(?)
      """;

  /// Rows that hold one of the events of a millisecond. Open rows are few beside the finished: they are all looked at.
  private static final String OF_EVENTS =
      """
      select %s
      from open_delivery
      join (
        select partition as of_partition, array_agg(off) as of_offs
        from event
        where workspace_id = ?
        and id >= ?
        and id <= ?
        group by partition) as wanted
      on partition = of_partition and offs && of_offs
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

  public PostgresOpenRows(Database database, Workspace workspace, EventSource events) {
    this.database = database;
    this.workspace = workspace;
    this.events = events;
  }

  /// A lane that has open rows, and when the first of them is due.
  record Head(long laneId, LaneKey lane, Instant due) {}

  /// A row as it is stored.
  private record Stored(
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
      OpenExtra extra) {}

  /// A row that cannot be sent as things are.
  record Unreadable(UUID id, String code, String detail) {}

  /// What was read of a lane.
  ///
  /// @param more whether there may be more that is due
  /// @param nextDue when the next is due that is not due yet; null when there is none
  record Due(
      List<OpenDelivery> rows,
      List<Unreadable> unreadable,
      boolean more,
      @Nullable Instant nextDue) {}

  /// Lanes with open rows in the order of their ids, from the one after that id on.
  List<Head> lanes(long after, int max) {
    return database.read(
        "look for lanes with open deliveries",
        connection ->
            Sql.query(
                connection,
                LANES,
                row ->
                    new Head(
                        row.getLong("lane_id"),
                        new LaneKey(row.getString("destination"), row.getString("lane")),
                        Sql.instant(row, "due")),
                after,
                max));
  }

  /// Rows of a lane that are due, the longest due first, with their events.
  ///
  /// @param until due at that time or before
  /// @param decidedBefore a row not tried yet is left out when it was decided after that: its decider may be about to
  ///     hand it over
  /// @param except rows that are in memory already
  /// @param max at most so many rows, fewer when they hold many deliveries
  Due due(LaneKey lane, Instant until, Instant decidedBefore, UUID[] except, int max) {
    List<Stored> stored =
        database.read(
            "read due deliveries of a lane",
            connection ->
                Sql.query(
                    connection,
                    DUE,
                    PostgresOpenRows::stored,
                    lane.id(),
                    lane.destination(),
                    lane.lane(),
                    until,
                    decidedBefore,
                    except,
                    max));
    List<Stored> page = page(stored);
    boolean more = page.size() < stored.size() || stored.size() == max;
    Instant nextDue = more ? null : nextDue(lane, until);
    Restoring restoring = new Restoring(page);
    return new Due(restoring.rows(), restoring.unreadable, more, nextDue);
  }

  /// The open row that holds the delivery.
  Optional<OpenDelivery> find(DeliveryId id) {
    long millis = id.value().getMostSignificantBits() & ~0xffffL;
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
                    new UUID(millis | 0xffffL, -1)));
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
    Optional<Instant> next =
        database.read(
            "read when a lane's next delivery is due",
            connection ->
                Sql.queryOne(
                    connection, NEXT_DUE, row -> Sql.instant(row, "due"), lane.id(), after));
    return next.orElse(null);
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

  private static Stored stored(ResultSet row) throws SQLException {
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
        OpenExtra.read(row.getString("extra")));
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
          row.detail());
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
      return new Delivery(id, event, scope, pipeline, route);
    }
  }
}
