package io.ingestlayer.replay;

import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.delivery.FlowCounts;
import io.ingestlayer.delivery.OpenDelivery;
import io.ingestlayer.delivery.PostgresDeliveryRows;
import io.ingestlayer.delivery.PostgresFlowCounts;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// What replays promised, and what became of it: the rows of `replay_delivery`, and their sums in `replay`. Any thread of any node may
/// call it.
final class PostgresReplayPromises {
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
        and not complete
        and place is not distinct from ?
      """;

  /// Not what has ended already: an event may be selected twice, when an earlier replay left a row of it as well.
  private static final String REMEMBER =
      """
      insert into replay_delivery (number, delivery_id, event_id)
      select ?, delivery_id, promised.event_id
      from unnest(?::uuid[], ?::uuid[]) as promised (delivery_id, event_id)
      where not exists (
        select
        from delivery
        where workspace_id = ?
          and delivery.event_id = promised.event_id
          and delivery.id = promised.delivery_id
          and finished_at >= ?)
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

  /// How far the clock may have been set back since a replay began; bounds how many days are looked at for its deliveries.
  private static final Duration SET_BACK_MAX = Duration.ofDays(1);

  private final Database database;
  private final PostgresDeliveryRows rows = new PostgresDeliveryRows();

  PostgresReplayPromises(Database database) {
    this.database = database;
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
    List<Batch.Promise> fresh = remember(connection, replay, batch.promises());
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
    List<OpenDelivery> open = PromisedRows.of(fresh, now);
    rows.open(connection, open);
    PostgresFlowCounts.write(connection, PromisedRows.counts(fresh, now), FlowCounts.ANSWERS_SLOT);
    return open;
  }

  /// What this replay had not promised before.
  private static List<Batch.Promise> remember(
      Connection connection, Replay replay, List<Batch.Promise> promises) throws SQLException {
    Set<UUID> fresh =
        new HashSet<>(
            Sql.query(
                connection,
                REMEMBER,
                row -> Sql.uuid(row, "delivery_id"),
                replay.number(),
                promises.stream().map(it -> it.delivery().id().value()).toArray(UUID[]::new),
                promises.stream()
                    .map(it -> it.delivery().event().id().value())
                    .toArray(UUID[]::new),
                Workspace.DEFAULT_ID,
                earliest(replay)));
    return promises.stream().filter(it -> fresh.contains(it.delivery().id().value())).toList();
  }

  /// When the first of its deliveries may have ended, by the clock as it stood then.
  private static Instant earliest(Replay replay) {
    return replay.createdAt().minus(SET_BACK_MAX);
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
                      earliest(replay))
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
}
