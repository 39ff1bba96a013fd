package io.ingestlayer.delivery;

import io.ingestlayer.delivery.FinishedDelivery.State;
import io.ingestlayer.delivery.FlowCounts.Counter;
import io.ingestlayer.delivery.OpenDelivery.Priority;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Retries and cancels in the tables, and lets the lanes know.
public final class PostgresDeliveryOperations implements DeliveryOperations {
  /// The numbers of replays begin above it.
  private static final int RETRIES_MAX = 1_000;

  /// Locked, so that two who retry the same delivery come one after the other.
  private static final String DEAD =
      """
      select event_id, partition, off, pipeline_version, route, destination, lane, extra
      from delivery
      where workspace_id = ?
      and id = ?
      and state = 'dead'
      for update
      """;

  private static final String KNOWN =
      """
      select
        exists (select from open_delivery where id = ?)
        or exists (select from attempt where root = ?)
        or exists (select from delivery where workspace_id = ? and event_id = ? and id = ?)
        as known
      """;

  private static final String DELETE =
      """
      delete from open_delivery
      where id = ?
      """;

  private final Database database;
  private final Workspace workspace;
  private final PostgresOpenRows open;
  private final Lanes lanes;
  private final Timer timer;
  private final RowIds ids;
  private final PostgresDeliveryRows rows = new PostgresDeliveryRows();

  public PostgresDeliveryOperations(
      Database database,
      Workspace workspace,
      PostgresOpenRows open,
      Lanes lanes,
      Timer timer,
      RandomGenerator random) {
    this.database = database;
    this.workspace = workspace;
    this.open = open;
    this.lanes = lanes;
    this.timer = timer;
    this.ids = new RowIds(timer, random);
  }

  /// A dead row.
  private record Dead(
      EventId event,
      Offset offset,
      int pipelineVersion,
      int route,
      @Nullable String destination,
      @Nullable String lane,
      @Nullable String extra) {}

  /// A retry, and the new promise when there is one.
  private record Outcome(Retried retried, @Nullable OpenDelivery open) {}

  @Override
  public Retried retry(DeliveryId id) {
    Outcome outcome = database.transaction("retry of " + id, connection -> retry(connection, id));
    if (outcome.open() != null) {
      lanes.lookAt(outcome.open().lane());
    }
    return outcome.retried();
  }

  private Outcome retry(Connection connection, DeliveryId id) throws SQLException {
    Optional<Dead> found =
        Sql.queryOne(
            connection, DEAD, PostgresDeliveryOperations::dead, Workspace.DEFAULT_ID, id.value());
    if (found.isEmpty()) {
      return new Outcome(new Retried.NotDead(), null);
    }
    Dead dead = found.get();
    if (dead.route() < 0 || dead.destination() == null || dead.extra() == null) {
      return impossible("died_in_walk", "It died in the pipeline, before any destination.");
    }
    PipelineVersion pipeline = workspace.pipeline(dead.pipelineVersion()).orElse(null);
    RouteDefinition route = pipeline == null ? null : route(pipeline, dead.route());
    if (pipeline == null || route == null) {
      return impossible(
          "pipeline_missing", "The pipeline version that decided it is not known any more.");
    }
    DeliveryId again = next(dead, id);
    if (isKnown(connection, dead, again)) {
      return new Outcome(new Retried.Already(again), null);
    }
    Value.Obj extra = Json.parseObject(dead.extra());
    Scope scope = DeadExtra.scope(dead.offset(), extra);
    Delivery delivery =
        new Delivery(again, scope.event(), scope, pipeline, route, DeadExtra.progress(extra));
    LaneKey lane = new LaneKey(dead.destination(), dead.lane() == null ? "" : dead.lane());
    Instant now = timer.instant();
    OpenDelivery open =
        OpenDelivery.again(again.value(), lane, List.of(delivery), now, Priority.LIVE)
            .inOrder(OrderKey.of(route, scope));
    rows.open(connection, List.of(open));
    count(connection, delivery, lane, Counter.ROUTED, now);
    return new Outcome(new Retried.As(again), open);
  }

  private static Outcome impossible(String code, String detail) {
    return new Outcome(new Retried.Impossible(code, detail), null);
  }

  private static @Nullable RouteDefinition route(PipelineVersion pipeline, int position) {
    return pipeline.definition().routes().stream()
        .filter(it -> it.position() == position)
        .findFirst()
        .orElse(null);
  }

  /// The id of the retry of this delivery: the same whoever asks, and however often.
  private static DeliveryId next(Dead dead, DeliveryId id) {
    for (int retry = 0; retry < RETRIES_MAX; retry++) {
      if (DeliveryId.of(dead.event(), dead.pipelineVersion(), dead.route(), retry).equals(id)) {
        return DeliveryId.of(dead.event(), dead.pipelineVersion(), dead.route(), retry + 1);
      }
    }
    return id.again();
  }

  private static boolean isKnown(Connection connection, Dead dead, DeliveryId again)
      throws SQLException {
    UUID id = again.value();
    return Sql.query(
            connection,
            KNOWN,
            row -> row.getBoolean("known"),
            id,
            id,
            Workspace.DEFAULT_ID,
            dead.event().value(),
            id)
        .getFirst();
  }

  private static Dead dead(ResultSet row) throws SQLException {
    return new Dead(
        new EventId(Sql.uuid(row, "event_id")),
        new Offset(row.getInt("partition"), row.getLong("off")),
        row.getInt("pipeline_version"),
        row.getInt("route"),
        row.getString("destination"),
        row.getString("lane"),
        row.getString("extra"));
  }

  @Override
  public Canceled cancel(DeliveryId id) {
    Optional<OpenDelivery> found = open.find(id);
    if (found.isEmpty()) {
      return Canceled.NOT_OPEN;
    }
    OpenDelivery row = found.get();
    if (!lanes.withdraw(row.lane(), row.id())) {
      // What is sent with it would be sent again by the row that is left.
      return Canceled.UNDER_WAY;
    }
    if (!database.transaction("cancel of " + id, connection -> cancel(connection, row, id))) {
      return Canceled.NOT_OPEN;
    }
    if (row.orderKey() != null) {
      // The next of its key has waited for it, and may go now.
      lanes.lookAt(row.lane());
    }
    return Canceled.YES;
  }

  private boolean cancel(Connection connection, OpenDelivery row, DeliveryId id)
      throws SQLException {
    if (Sql.update(connection, DELETE, row.id()) == 0) {
      return false;
    }
    Instant now = timer.instant();
    List<Delivery> others = new ArrayList<>(row.deliveries());
    for (Delivery delivery : row.deliveries()) {
      if (delivery.id().equals(id)) {
        others.remove(delivery);
        Value.Obj extra = Value.object().putIfPresent("detail", row.detail()).build();
        rows.finished(
            connection,
            List.of(
                Settler.finish(
                    row, delivery, State.CANCELED, "canceled", row.attempts(), now, extra)));
        count(connection, delivery, row.lane(), Counter.CANCELED, now);
      }
    }
    rows.open(connection, rest(row, others));
    return true;
  }

  private List<OpenDelivery> rest(OpenDelivery row, List<Delivery> others) {
    return others.isEmpty()
        ? List.of()
        : List.of(
            row.part(
                ids.holding(others.getFirst().event()),
                others,
                row.due(),
                row.attempts(),
                row.state() == OpenDelivery.State.PENDING
                    ? OpenDelivery.State.RETRYING
                    : row.state(),
                row.code(),
                row.detail()));
  }

  private static void count(
      Connection connection, Delivery delivery, LaneKey lane, Counter counter, Instant now)
      throws SQLException {
    FlowCounts counts = new FlowCounts();
    counts.add(
        delivery.pipeline().id(), delivery.route().position(), lane.destination(), now, counter, 1);
    PostgresFlowCounts.write(connection, counts, FlowCounts.ANSWERS_SLOT);
  }
}
