package io.ingestlayer.delivery;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.clock.TurnableClock;
import io.ingestlayer.testkit.postgres.TestPostgres;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import io.ingestlayer.workspace.PipelineVersion;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Ten destinations that get messages every minute for hours, on a real database and a clock to turn.
///
/// What is decided in a minute is decided at its end, and an event can be told from its partition and position, so that no
/// test has to keep millions of them. Each destination has a partition of its own.
final class TenDestinations implements AutoCloseable {
  static final int COUNT = 10;

  /// Of deliveries in memory, over all lanes.
  static final int IN_MEMORY_MAX = 10_000;

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Instant BEGIN = Instant.parse("2026-01-05T09:00:00Z");
  private static final Payload PAYLOAD = Payload.ofText("{\"user_id\":\"u-1\",\"plan\":\"pro\"}");

  private final TurnableClock clock = new TurnableClock(BEGIN);
  private final TurnedTimer timer = new TurnedTimer(clock);
  private final TestPostgres postgres = DeliveryTables.fresh();
  private final Database database = DeliveryTables.open(postgres);
  private final Definitions definitions = new Definitions(names());
  private final PipelineVersion pipeline = definitions.version(Definitions.PIPELINE);
  private final RowIds rowIds = new RowIds(timer, new SplittableRandom(2));
  private final PostgresDeliveryRows rows = new PostgresDeliveryRows();
  private final List<Tally> tallies = new ArrayList<>();
  private final int[] perMinute = new int[COUNT];
  private final long[] positions = new long[COUNT];
  private final Lanes lanes;
  private int minutes;

  /// @param rate of each destination
  TenDestinations(Rate rate) {
    for (String name : names()) {
      Tally tally = new Tally(rate);
      ScriptedDestination destination = new ScriptedDestination();
      destination.answer(tally);
      destination.forget();
      definitions.define(name, destination, new LaneSpec(1, rate.messages(), rate));
      tallies.add(tally);
    }
    lanes =
        new Lanes(
            new Lanes.Needs(
                database,
                definitions,
                definitions,
                RenderLimits.none(),
                this::context,
                this::eventsAt,
                timer,
                new SplittableRandom(3),
                "node-1",
                LaneBounds.DEFAULT.withDeliveriesMax(IN_MEMORY_MAX)));
    lanes.start();
  }

  private static List<String> names() {
    return IntStream.range(0, COUNT).mapToObj(TenDestinations::name).toList();
  }

  static String name(int destination) {
    return "destination-" + destination;
  }

  Tally tally(int destination) {
    return tallies.get(destination);
  }

  Lanes lanes() {
    return lanes;
  }

  Instant now() {
    return timer.instant();
  }

  void messagesAMinute(int destination, int messages) {
    perMinute[destination] = messages;
  }

  /// Messages for it so far.
  long decided(int destination) {
    return positions[destination];
  }

  /// A minute goes by; what was decided in it is handed over, in rows of so many deliveries.
  void minute(int perRow) {
    turnTo(BEGIN.plus(Duration.ofMinutes(minutes + 1L)));
    minutes++;
    for (int i = 0; i < COUNT; i++) {
      lanes.take(decide(i, perRow));
    }
  }

  Instant nextMinute() {
    return BEGIN.plus(Duration.ofMinutes(minutes + 1L));
  }

  void turnTo(Instant time) {
    clock.turnTo(time);
  }

  private List<OpenDelivery> decide(int destination, int perRow) {
    LaneKey lane = new LaneKey(name(destination), "");
    long until = positions[destination] + perMinute[destination];
    List<OpenDelivery> decided = new ArrayList<>();
    for (long from = positions[destination]; from < until; from += perRow) {
      List<Delivery> row =
          LongStream.range(from, Math.min(from + perRow, until))
              .mapToObj(it -> promise(event(destination, it)))
              .toList();
      decided.add(OpenDelivery.decided(rowIds.next(), lane, row, now()));
    }
    positions[destination] = until;
    FlowCounts counts = new FlowCounts();
    counts.add(
        Definitions.PIPELINE,
        destination,
        lane.destination(),
        now(),
        FlowCounts.Counter.ROUTED,
        perMinute[destination]);
    database.transaction(
        "decide",
        connection -> {
          rows.open(connection, decided);
          PostgresFlowCounts.write(connection, counts, 0);
          return true;
        });
    return decided;
  }

  private List<Event> eventsAt(int partition, long[] at) {
    return Arrays.stream(at).mapToObj(it -> event(partition, it)).toList();
  }

  private Event event(int destination, long position) {
    Instant decided = BEGIN.plus(Duration.ofMinutes(1 + position / perMinute[destination]));
    UUID id =
        new UUID((decided.toEpochMilli() << 16) | 0x7000L | destination, Long.MIN_VALUE | position);
    return new Event(
        new EventId(id),
        new Offset(destination, position),
        "user.signed_up",
        "test",
        decided,
        decided,
        PAYLOAD);
  }

  private Delivery promise(Event event) {
    int route = event.offset().partition();
    return new Delivery(
        DeliveryId.of(event.id(), Definitions.PIPELINE, route, 0),
        event,
        Scope.of(event, event.receivedAt()),
        pipeline,
        pipeline.definition().routes().get(route));
  }

  private DestinationContext context(String name) {
    return new DestinationContext(
        name,
        URI.create("http://localhost"),
        timer,
        _ -> {
          throw new AssertionError("nothing is sent for real");
        },
        (host, _, _) -> {
          throw new AssertionError("nothing is resolved: " + host);
        },
        new DeliveryWorld.NoInbox());
  }

  void await(String what, BooleanSupplier condition) {
    Await.until(what, PATIENCE, condition);
  }

  /// Deliveries in memory that wait for this destination or are under way to it.
  int inMemory(int destination) {
    return lanes.health(name(destination)).inMemory();
  }

  int inMemory() {
    return IntStream.range(0, COUNT).map(this::inMemory).sum();
  }

  /// Deliveries in the table that wait for this destination.
  long open(int destination) {
    return new PostgresBooks(database)
        .lines().stream()
            .filter(it -> it.destination().equals(name(destination)))
            .mapToLong(Books.Line::open)
            .sum();
  }

  List<String> problems() {
    return new PostgresBooks(database).audit().problems(true);
  }

  @Override
  public void close() {
    lanes.close();
    database.close();
    postgres.close();
  }
}
