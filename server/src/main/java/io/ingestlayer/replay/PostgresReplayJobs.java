package io.ingestlayer.replay;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.delivery.FlowCounts;
import io.ingestlayer.delivery.FlowCounts.Counter;
import io.ingestlayer.delivery.LaneKey;
import io.ingestlayer.delivery.OpenDelivery;
import io.ingestlayer.delivery.OpenDelivery.Priority;
import io.ingestlayer.delivery.OrderKey;
import io.ingestlayer.delivery.PostgresDeliveryRows;
import io.ingestlayer.delivery.PostgresFlowCounts;
import io.ingestlayer.event.Json;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The rows of `replay` and `replay_delivery`. Any thread of any node may call it.
final class PostgresReplayJobs {
  private static final String COLUMNS =
      """
      select id, number, selection::text as selection, per_second, state, created_at, ended_at, expected, place, complete,
             looked_at, promised, left_out, delivered, dead, canceled
      from replay
      where workspace_id = ?
      """;

  /// Only while it runs and nobody else has moved it on: then what it promises is promised once.
  private static final String MOVE_ON =
      """
      update replay
      set place = ?,
          complete = ?,
          looked_at = looked_at + ?,
          promised = promised + ?,
          left_out = left_out + ?
      where workspace_id = ?
        and id = ?
        and state = 'running'
        and place is not distinct from ?
      """;

  private static final String REMEMBER =
      """
      insert into replay_delivery (number, delivery_id, event_id)
      select ?, delivery_id, event_id
      from unnest(?::uuid[], ?::uuid[]) as promised (delivery_id, event_id)
      order by delivery_id
      on conflict do nothing
      returning delivery_id
      """;

  /// A delivery may finish twice when a person retries it; it is heard of once.
  private static final String HEARD =
      """
      with heard as (
        delete from replay_delivery
        using delivery
        where number = ?
          and workspace_id = ?
          and delivery.event_id = replay_delivery.event_id
          and delivery.id = replay_delivery.delivery_id
          and finished_at >= ?
        returning replay_delivery.delivery_id, state
      )
      select
        count(*) filter (where state = 'delivered') as delivered,
        count(*) filter (where state = 'dead') as dead,
        count(*) filter (where state = 'canceled') as canceled
      from heard
      """;

  private static final String ADD =
      """
      update replay
      set delivered = delivered + ?,
          dead = dead + ?,
          canceled = canceled + ?
      where workspace_id = ?
        and id = ?
      """;

  private static final String END =
      """
      update replay
      set state = 'done',
          ended_at = ?
      where workspace_id = ?
        and id = ?
        and state = 'running'
        and complete
        and not exists (select from replay_delivery where replay_delivery.number = replay.number)
      """;

  private static final String CHANGE =
      """
      update replay
      set state = ?,
          ended_at = ?
      where workspace_id = ?
        and id = ?
        and state = any(?)
      """;

  private final Database database;
  private final PostgresDeliveryRows rows = new PostgresDeliveryRows();

  PostgresReplayJobs(Database database) {
    this.database = database;
  }

  /// Stores a new one; empty when too many are not over yet.
  Optional<Replay> begin(
      ReplayId id, Selection selection, int perSecond, long expected, Instant now, int openMax) {
    int added =
        database.transaction(
            "begin a replay",
            connection -> {
              Sql.execute(connection, "lock table replay in share row exclusive mode");
              return Sql.update(
                  connection,
                  """
                  insert into replay (workspace_id, id, selection, per_second, state, created_at, expected)
                  select ?, ?, ?::json, ?, 'running', ?, ?
                  where (select count(*) from replay where state in ('running', 'paused')) < ?
                  """,
                  Workspace.DEFAULT_ID,
                  id.value(),
                  Json.write(SelectionJson.write(selection)),
                  perSecond,
                  now,
                  expected,
                  openMax);
            });
    return added == 0 ? Optional.empty() : find(id);
  }

  Optional<Replay> find(ReplayId id) {
    return database.read(
        "look up a replay",
        connection ->
            Sql.queryOne(
                connection,
                COLUMNS + "and id = ?",
                PostgresReplayJobs::replay,
                Workspace.DEFAULT_ID,
                id.value()));
  }

  List<Replay> latest(int limit) {
    return database.read(
        "list replays",
        connection ->
            Sql.query(
                connection,
                COLUMNS + "order by id desc limit ?",
                PostgresReplayJobs::replay,
                Workspace.DEFAULT_ID,
                limit));
  }

  /// Those that are not over, or have promised what they have not heard of.
  List<Replay> open() {
    return database.read(
        "look for replays",
        connection ->
            Sql.query(
                connection,
                COLUMNS
                    + """
                    and (state in ('running', 'paused')
                      or number in (select number from replay_delivery))
                    order by id
                    limit 100
                    """,
                PostgresReplayJobs::replay,
                Workspace.DEFAULT_ID));
  }

  private static Replay replay(ResultSet row) throws SQLException {
    return new Replay(
        new ReplayId(Sql.uuid(row, "id")),
        row.getInt("number"),
        SelectionJson.read(Json.parseObject(row.getString("selection"))),
        row.getInt("per_second"),
        Replay.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        Sql.instant(row, "created_at"),
        Sql.instantOrNull(row, "ended_at"),
        row.getLong("expected"),
        row.getString("place"),
        row.getBoolean("complete"),
        new Replay.Progress(
            row.getLong("looked_at"),
            row.getLong("promised"),
            row.getLong("left_out"),
            row.getLong("delivered"),
            row.getLong("dead"),
            row.getLong("canceled")));
  }

  /// Promises a batch: the open rows, the books' entries and the replay's place come together or not at all.
  ///
  /// @return the rows that wait in the table now; none when the replay does not run any more or was moved on by somebody else
  List<OpenDelivery> promise(Replay replay, Batch batch, Instant now) {
    return database.transaction(
        "promise of a replay", connection -> promise(connection, replay, batch, now));
  }

  private List<OpenDelivery> promise(Connection connection, Replay replay, Batch batch, Instant now)
      throws SQLException {
    List<Batch.Promise> fresh = remember(connection, replay.number(), batch.promises());
    int moved =
        Sql.update(
            connection,
            MOVE_ON,
            batch.place(),
            batch.complete(),
            batch.lookedAt(),
            (long) fresh.size(),
            batch.leftOut() + batch.promises().size() - fresh.size(),
            Workspace.DEFAULT_ID,
            replay.id().value(),
            replay.place());
    if (moved == 0) {
      connection.rollback();
      return List.of();
    }
    List<OpenDelivery> open = rows(fresh, now);
    rows.open(connection, open);
    PostgresFlowCounts.write(connection, counts(fresh, now), FlowCounts.ANSWERS_SLOT);
    return open;
  }

  /// What this replay had not promised before.
  private static List<Batch.Promise> remember(
      Connection connection, int number, List<Batch.Promise> promises) throws SQLException {
    Set<UUID> fresh =
        new HashSet<>(
            Sql.query(
                connection,
                REMEMBER,
                row -> Sql.uuid(row, "delivery_id"),
                number,
                promises.stream().map(it -> it.delivery().id().value()).toArray(UUID[]::new),
                promises.stream()
                    .map(it -> it.delivery().event().id().value())
                    .toArray(UUID[]::new)));
    return promises.stream().filter(it -> fresh.contains(it.delivery().id().value())).toList();
  }

  /// What may wait together in one row; what has an order is alone in its own.
  private record Together(
      LaneKey lane,
      int pipelineVersion,
      int route,
      int partition,
      int max,
      @Nullable Long orderKey) {}

  private static List<OpenDelivery> rows(List<Batch.Promise> promises, Instant now) {
    Map<Together, List<Delivery>> groups = new LinkedHashMap<>();
    for (Batch.Promise promise : promises) {
      Delivery delivery = promise.delivery();
      Long orderKey = OrderKey.of(delivery.route(), delivery.scope());
      Together together =
          new Together(
              promise.lane(),
              delivery.pipeline().id(),
              delivery.route().position(),
              delivery.event().offset().partition(),
              orderKey == null ? Math.min(OpenDelivery.DELIVERIES_MAX, promise.rowMax()) : 1,
              orderKey);
      groups.computeIfAbsent(together, _ -> new ArrayList<>()).add(delivery);
    }
    List<OpenDelivery> open = new ArrayList<>();
    groups.forEach((together, deliveries) -> {
      for (int from = 0; from < deliveries.size(); from += together.max()) {
        List<Delivery> row =
            deliveries.subList(from, Math.min(deliveries.size(), from + together.max()));
        open.add(
            OpenDelivery.again(
                    row.getFirst().id().value(), together.lane(), row, now, Priority.REPLAY)
                .inOrder(together.orderKey()));
      }
    });
    return open;
  }

  private static FlowCounts counts(List<Batch.Promise> promises, Instant now) {
    FlowCounts counts = new FlowCounts();
    for (Batch.Promise promise : promises) {
      counts.add(
          promise.delivery().pipeline().id(),
          promise.delivery().route().position(),
          promise.lane().destination(),
          now,
          Counter.ROUTED,
          1);
    }
    return counts;
  }

  /// Counts what became of what it promised, and ends it when that was the last.
  void hear(Replay replay, Instant now) {
    database.transaction(
        "progress of a replay",
        connection -> {
          Replay.Progress heard =
              Sql.query(
                      connection,
                      HEARD,
                      row ->
                          new Replay.Progress(
                              0,
                              0,
                              0,
                              row.getLong("delivered"),
                              row.getLong("dead"),
                              row.getLong("canceled")),
                      replay.number(),
                      Workspace.DEFAULT_ID,
                      replay.createdAt())
                  .getFirst();
          if (heard.open() < 0) {
            Sql.update(
                connection,
                ADD,
                heard.delivered(),
                heard.dead(),
                heard.canceled(),
                Workspace.DEFAULT_ID,
                replay.id().value());
          }
          Sql.update(connection, END, now, Workspace.DEFAULT_ID, replay.id().value());
          return true;
        });
  }

  /// What it promised and has not heard of.
  List<DeliveryId> unheard(Replay replay, int limit) {
    return database.read(
        "what a replay waits for",
        connection ->
            Sql.query(
                connection,
                """
                select delivery_id
                from replay_delivery
                where number = ?
                limit ?
                """,
                row -> new DeliveryId(Sql.uuid(row, "delivery_id")),
                replay.number(),
                limit));
  }

  /// @return whether it was in one of these states
  boolean change(ReplayId id, Set<Replay.State> from, Replay.State to, @Nullable Instant endedAt) {
    return database.transaction(
            "change of a replay",
            connection ->
                Sql.update(
                    connection,
                    CHANGE,
                    word(to),
                    endedAt,
                    Workspace.DEFAULT_ID,
                    id.value(),
                    from.stream().map(PostgresReplayJobs::word).toArray(String[]::new)))
        > 0;
  }

  private static String word(Replay.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
