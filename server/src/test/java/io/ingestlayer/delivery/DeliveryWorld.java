package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventIds;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.http.HttpSender;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.clock.TurnableClock;
import io.ingestlayer.testkit.postgres.TestPostgres;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Lanes on a real database, on a clock to turn, with events that a test decides and destinations that it scripts.
final class DeliveryWorld implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long LOOK_NANOS = 1_000_000;
  private static final Duration A_MOMENT = Duration.ofMillis(30);
  private static final int LOOKS_MIN = 12;

  /// For the read side, which looks events up by id; the lanes get theirs from memory.
  private static final String INSERT_EVENT =
      """
      insert into event (
        workspace_id, partition, off, id, source_id, type, received_at, occurred_at, payload)
      values (1, 0, ?, ?, 'test', 'user.signed_up', ?, ?, '{}')
      """;

  final TurnableClock clock = TurnableClock.start();
  final TurnedTimer timer = new TurnedTimer(clock);
  final TestPostgres postgres = DeliveryTables.fresh();
  final Database database = DeliveryTables.open(postgres);
  final Definitions definitions;
  final ScriptedDestination slack = new ScriptedDestination();
  final ScriptedDestination other = new ScriptedDestination();
  final Books books = new PostgresBooks(database);
  private final Map<Offset, Event> log = new ConcurrentHashMap<>();
  private final EventIds eventIds = new EventIds(new SplittableRandom(1));
  private final RowIds rowIds = new RowIds(timer, new SplittableRandom(2));
  private final PostgresDeliveryRows rows = new PostgresDeliveryRows();
  private final List<Lanes> started = new ArrayList<>();
  private LaneBounds bounds = LaneBounds.DEFAULT;
  private RenderLimits limits = RenderLimits.none();
  private long position;
  private int pipeline = Definitions.PIPELINE;
  private String source = "test";

  DeliveryWorld() {
    definitions = new Definitions(List.of("slack", "other"));
    definitions.define("slack", slack, new LaneSpec(1, 1, null));
    definitions.define("other", other, new LaneSpec(4, 1, null));
  }

  void bounds(LaneBounds to) {
    bounds = to;
  }

  /// What the lanes that are started from now on count rendered messages with.
  void limits(RenderLimits to) {
    limits = to;
  }

  Lanes start() {
    return start(database, "node-1");
  }

  /// Lanes of another process with a way of its own to the database.
  Lanes start(Database through, String node) {
    Lanes lanes =
        new Lanes(
            new Lanes.Needs(
                through,
                definitions,
                definitions,
                limits,
                this::context,
                this::eventsAt,
                timer,
                new SplittableRandom(3 + started.size()),
                node,
                bounds));
    lanes.start();
    started.add(lanes);
    return lanes;
  }

  PostgresOpenRows openRows() {
    return new PostgresOpenRows(database, definitions, this::eventsAt);
  }

  Database another(int port, int connections) {
    return Database.open(
        DatabaseSettings.parse(postgres.uri(port))
            .withConnectionsMax(connections)
            .withAcquireTimeout(Duration.ofMillis(500)));
  }

  private DestinationContext context(String name) {
    HttpSender http =
        _ -> {
          throw new AssertionError("nothing is sent for real");
        };
    return new DestinationContext(
        name,
        URI.create("http://localhost"),
        timer,
        http,
        (host, port, ports) -> {
          throw new AssertionError("nothing is resolved: " + host);
        },
        new NoInbox());
  }

  List<Event> eventsAt(int partition, long[] positions) {
    List<Event> found = new ArrayList<>();
    for (long one : positions) {
      Event event = log.get(new Offset(partition, one));
      if (event != null) {
        found.add(event);
      }
    }
    return found;
  }

  void forgetEvents() {
    log.clear();
  }

  /// From which source events come from now on; what comes tells of the destination `slack`.
  void source(String name) {
    source = name;
  }

  /// Which pipeline decides from now on.
  void pipeline(int version) {
    pipeline = version;
  }

  /// Asks for so many events to be sent again, each in a row of its own, and commits that; nobody is told.
  List<OpenDelivery> replay(LaneKey lane, int events) {
    List<OpenDelivery> rows = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      List<Delivery> one = List.of(promise(lane.destination(), UnaryOperator.identity()));
      rows.add(
          OpenDelivery.again(
                  rowIds.next(), lane, one, timer.instant(), OpenDelivery.Priority.REPLAY)
              .inOrder(order(one)));
    }
    commit(lane, rows);
    return rows;
  }

  /// Decides so many new events for a lane, each in a row of its own, and commits that; nobody is told.
  List<OpenDelivery> decide(LaneKey lane, int events) {
    return decide(lane, events, 1, UnaryOperator.identity());
  }

  List<OpenDelivery> decide(LaneKey lane, int events, int perRow, UnaryOperator<Scope> learned) {
    List<OpenDelivery> decided = new ArrayList<>();
    List<Delivery> row = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      row.add(promise(lane.destination(), learned));
      if (row.size() == perRow || i == events - 1) {
        decided.add(
            OpenDelivery.decided(rowIds.next(), lane, row, timer.instant()).inOrder(order(row)));
        row = new ArrayList<>();
      }
    }
    commit(lane, decided);
    return decided;
  }

  private static @Nullable Long order(List<Delivery> row) {
    return OrderKey.of(row.getFirst().route(), row.getFirst().scope());
  }

  private void commit(LaneKey lane, List<OpenDelivery> decided) {
    long events = decided.stream().mapToLong(it -> it.deliveries().size()).sum();
    FlowCounts counts = new FlowCounts();
    int route = definitions.route(lane.destination()).position();
    Instant now = timer.instant();
    counts.add(pipeline, route, lane.destination(), now, FlowCounts.Counter.ROUTED, events);
    database.transaction(
        "decide",
        connection -> {
          for (OpenDelivery one : decided) {
            for (Delivery delivery : one.deliveries()) {
              Event event = delivery.event();
              Sql.update(
                  connection,
                  INSERT_EVENT,
                  event.offset().position(),
                  event.id().value(),
                  event.receivedAt(),
                  event.occurredAt());
            }
          }
          rows.open(connection, decided);
          PostgresFlowCounts.write(connection, counts, 0);
          return true;
        });
  }

  private Delivery promise(String destination, UnaryOperator<Scope> learned) {
    Instant now = timer.instant();
    Event event =
        new Event(
            eventIds.next(now),
            new Offset(0, position++),
            "user.signed_up",
            source,
            now,
            now,
            Payload.ofText("{\"n\":" + position + ",\"price\":1.0,\"destination\":\"slack\"}"));
    log.put(event.offset(), event);
    var route = definitions.route(destination);
    DeliveryId id = DeliveryId.of(event.id(), pipeline, route.position(), 0);
    return new Delivery(
        id, event, learned.apply(Scope.of(event, now)), definitions.version(pipeline), route);
  }

  /// Waits until it is so, without turning the clock.
  void await(String what, BooleanSupplier condition) {
    Await.until(what, PATIENCE, condition);
  }

  /// Turns the clock by so much at a time until it is so; what a turn sets going gets a moment to end.
  void turnUntil(String what, Duration by, int turnsMax, BooleanSupplier condition) {
    for (int turn = 0; turn < turnsMax && !condition.getAsBoolean(); turn++) {
      clock.turn(by);
      settle(condition);
    }
    await(what, condition);
  }

  /// Gives what was set going that much real time to end; for showing that nothing happens.
  static void settle(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /// A moment is longer where the machine or the database has much to do: what was set going has the same to wait for as
  /// these looks at the database.
  private void settle(BooleanSupplier condition) {
    long end = System.nanoTime() + A_MOMENT.toNanos();
    for (int look = 0;
        (look < LOOKS_MIN || System.nanoTime() < end) && !condition.getAsBoolean();
        look++) {
      count("open_delivery", "false");
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /// Asks again when a test has cut this very connection.
  long count(String table, String where) {
    for (int attempt = 1; ; attempt++) {
      try {
        return counted("select count(*) as n from " + table + " where " + where);
      } catch (DatabaseException e) {
        if (e.kind() != DatabaseException.Kind.UNAVAILABLE || attempt == 10) {
          throw e;
        }
      }
    }
  }

  private long counted(String sql) {
    List<Long> counts =
        database.read("count", connection -> Sql.query(connection, sql, row -> row.getLong("n")));
    return counts.getFirst();
  }

  long open() {
    return count("open_delivery", "true");
  }

  void assertBooksBalance() {
    assertThat(books.audit().problems(true)).isEmpty();
  }

  @Override
  public void close() {
    slack.release();
    other.release();
    started.forEach(DeliveryWorld::stop);
    database.close();
    postgres.close();
  }

  private static void stop(Lanes lanes) {
    try {
      lanes.stop(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Keeps nothing.
  static final class NoInbox implements InboxMessages {
    @Override
    public void keep(
        String destination, String channel, Delivery delivery, Value message, Instant at) {}

    @Override
    public List<Kept> latest(String destination, int limit) {
      return List.of();
    }
  }
}
