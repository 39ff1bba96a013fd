package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.ScriptedDestination.Received;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.delivery.destination.postgres.PostgresDestinationType;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.testkit.net.CuttingProxy;
import io.ingestlayer.testkit.postgres.TestPostgres;
import io.ingestlayer.workspace.RouteDefinition;
import java.net.InetAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One destination comes and goes; what does that do to the one beside it?
class FlappingSiblingTest {
  private static final int DELIVERIES = 10_000;
  private static final int IN_A_ROW = 100;
  private static final int TRIES_MAX = 60;
  private static final LaneKey HEALTHY = new LaneKey("other", "");
  private static final LaneKey FLAPPING = new LaneKey("slack", "");

  private final DeliveryWorld world = new DeliveryWorld();
  private final TestPostgres warehouse = TestPostgres.create();
  private final CuttingProxy proxy = CuttingProxy.to("127.0.0.1", warehouse.port());
  private final Random random = new Random(11);
  private final PostgresDestinationType type = new PostgresDestinationType();
  private final Config destination =
      SampleDeliveries.config(type.config(), "{\"url\": \"" + warehouse.uri(proxy.port()) + "\"}");
  private final RouteDefinition toTable =
      new RouteDefinition(
          0,
          "slack",
          null,
          SampleDeliveries.config(type.route(destination), "{\"table\": \"events\"}"),
          SampleDeliveries.HERE);

  @AfterEach
  void close() {
    world.close();
    proxy.close();
    warehouse.close();
  }

  @Test
  void in_10_000_deliveries_beside_a_flapping_table_the_healthy_one_gets_each_event_once()
      throws Exception {
    run("create table events (event_id text primary key)");
    AtomicInteger troubles = new AtomicInteger();
    Destination table = openTable();
    world.slack.answer(attempt -> flap(table, attempt, troubles));
    // As many tries as it takes: how a schedule ends is told elsewhere.
    world.definitions.define(
        "slack",
        world.slack,
        new LaneSpec(1, IN_A_ROW, null),
        Collections.nCopies(TRIES_MAX, Duration.ofSeconds(30)));
    world.definitions.define("other", world.other, new LaneSpec(4, IN_A_ROW, null));
    Lanes lanes = world.start();

    for (int i = 0; i < DELIVERIES / IN_A_ROW; i++) {
      lanes.take(world.decide(FLAPPING, IN_A_ROW, IN_A_ROW, UnaryOperator.identity()));
      lanes.take(world.decide(HEALTHY, IN_A_ROW, IN_A_ROW, UnaryOperator.identity()));
    }
    world.turnUntil("all of them", Duration.ofMinutes(2), 3_000, () -> world.open() == 0);

    assertThat(world.other.received())
        .extracting(Received::id)
        .doesNotHaveDuplicates()
        .hasSize(DELIVERIES);
    assertThat(troubles.get()).isGreaterThan(DELIVERIES / IN_A_ROW / 4);
    assertThat(rows()).isEqualTo(DELIVERIES);
    assertThat(world.slack.received())
        .extracting(Received::id)
        .doesNotHaveDuplicates()
        .hasSize(DELIVERIES);
    assertThat(world.count("delivery", "state = 'delivered'")).isEqualTo(2 * DELIVERIES);
    world.assertBooksBalance();
    table.close();
  }

  /// Fails before or after writing, asks to wait, holds, refuses for now a part of the rows; and now and then writes.
  private synchronized AttemptReport flap(
      Destination table, Attempt attempt, AtomicInteger troubles) {
    int kind = random.nextInt(8);
    if (kind < 6) {
      troubles.incrementAndGet();
    }
    return switch (kind) {
      case 0 -> same(attempt, new AttemptResult.Retry("unwell", "not now", false));
      case 1 -> same(attempt, new AttemptResult.RateLimited("slow", "wait", Duration.ofSeconds(5)));
      case 2 ->
          same(
              attempt, new AttemptResult.Hold("broken", "broken", "mend it", random.nextBoolean()));
      case 3 -> {
        proxy.loseAnswerTo("COMMIT");
        yield write(table, attempt);
      }
      case 4 -> {
        proxy.loseRequest("insert into");
        yield write(table, attempt);
      }
      case 5 -> partly(write(table, attempt));
      default -> write(table, attempt);
    };
  }

  private static AttemptReport same(Attempt attempt, AttemptResult result) {
    return AttemptReport.same(attempt, result, null, null);
  }

  private static AttemptReport partly(AttemptReport report) {
    List<AttemptResult> results = new ArrayList<>();
    for (AttemptResult one : report.results()) {
      results.add(
          results.size() % 3 == 0 && one instanceof Delivered
              ? new AttemptResult.Retry("lost", "the answer was lost", true)
              : one);
    }
    return new AttemptReport(results, null, null);
  }

  private AttemptReport write(Destination table, Attempt attempt) {
    List<Delivery> rows = attempt.deliveries().stream().map(this::asRow).toList();
    try {
      return table.deliver(new Attempt(attempt.id(), attempt.lane(), rows, attempt.at()));
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private Delivery asRow(Delivery delivery) {
    return new Delivery(
        delivery.id(), delivery.event(), delivery.scope(), delivery.pipeline(), toTable);
  }

  private Destination openTable() {
    return type.open(
        destination,
        new DestinationContext(
            "slack",
            URI.create("http://localhost"),
            world.timer,
            _ -> {
              throw new AssertionError("nothing goes over HTTP");
            },
            (_, _, _) -> List.of(InetAddress.getLoopbackAddress()),
            new DeliveryWorld.NoInbox()));
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = warehouse.dataSource().getConnection()) {
      Sql.execute(connection, sql);
    }
  }

  private int rows() throws SQLException {
    try (Connection connection = warehouse.dataSource().getConnection()) {
      return Sql.query(connection, "select count(*) as n from events", row -> row.getInt("n"))
          .getFirst();
    }
  }
}
