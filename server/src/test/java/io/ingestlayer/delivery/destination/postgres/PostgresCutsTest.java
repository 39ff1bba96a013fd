package io.ingestlayer.delivery.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.testkit.net.CuttingProxy;
import io.ingestlayer.testkit.net.PlannedCut;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// However often a connection is cut, and wherever, each event is one row.
class PostgresCutsTest {
  private static final int CYCLES = 200;
  private static final int TRIES_MAX = 10;
  private static final int MANY = PostgresInsert.COPY_ROWS_MIN;

  private final Warehouse warehouse = new Warehouse();
  private final CuttingProxy proxy = CuttingProxy.to("127.0.0.1", warehouse.postgres.port());
  private final Random random = new Random(4);

  @AfterEach
  void close() {
    proxy.close();
    warehouse.close();
  }

  @Test
  void in_200_cuts_between_the_commit_and_its_answer_each_event_is_one_row() {
    warehouse.sql(
        "create table signups (event_id text primary key, n int, commits xid8 default pg_current_xact_id())");
    Warehouse.Route route = warehouse.route("{\"table\": \"signups\"}");
    Destination destination = warehouse.open(warehouse.postgres.uri(proxy.port()));
    List<String> sent = new ArrayList<>();
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      int size = cycle % 40 == 39 ? MANY : 1 + random.nextInt(20);
      List<Delivery> batch = warehouse.deliveries(route, size, i -> "{\"n\": " + i + "}");
      batch.forEach(it -> sent.add(it.event().id().toString()));
      PlannedCut cut = proxy.loseAnswerTo("COMMIT");

      AttemptReport lost = warehouse.deliver(destination, batch);
      AttemptReport again = warehouse.deliver(destination, batch);

      assertThat(cut.happened()).isTrue();
      assertThat(lost.results()).allMatch(it -> it instanceof Retry retry && retry.ambiguous());
      assertThat(again.results()).extracting(AttemptResult::code).containsOnly("already_there");
    }

    assertThat(warehouse.rows("select event_id from signups"))
        .containsExactlyInAnyOrderElementsOf(sent);
    assertThat(warehouse.rows("select count(distinct commits) from signups"))
        .containsExactly("" + CYCLES);
  }

  @Test
  void in_200_cuts_anywhere_each_event_is_one_row_and_no_answer_is_wrong() {
    warehouse.sql("create table signups (event_id text primary key, n int)");
    Warehouse.Route route = warehouse.route("{\"table\": \"signups\"}");
    Destination destination = warehouse.open(warehouse.postgres.uri(proxy.port()));
    List<String> sent = new ArrayList<>();
    int cuts = 0;
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      int size = cycle % 20 == 19 ? MANY : 1 + random.nextInt(20);
      List<Delivery> batch = warehouse.deliveries(route, size, i -> "{\"n\": " + i + "}");
      batch.forEach(it -> sent.add(it.event().id().toString()));
      PlannedCut cut = cutSomewhere();

      deliverUntilDone(destination, batch);

      cuts += cut.happened() ? 1 : 0;
    }

    assertThat(cuts).isGreaterThan(CYCLES / 2);
    assertThat(warehouse.rows("select event_id from signups"))
        .containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void an_upsert_that_is_cut_ends_with_the_newest() {
    warehouse.sql(
        "create table customers (customer_id int primary key, n int, version bigint, event_id text)");
    Warehouse.Route route =
        warehouse.route(
            """
            {"table": "customers",
             "upsert": {"key": ["customer_id"], "update": ["n"], "order_by": "version"}}
            """);
    Destination destination = warehouse.open(warehouse.postgres.uri(proxy.port()));
    int[] newest = new int[10];
    for (int cycle = 0; cycle < CYCLES / 4; cycle++) {
      int version = cycle;
      List<Delivery> batch = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        int customer = random.nextInt(10);
        int of = Math.max(0, version - random.nextInt(5));
        newest[customer] = Math.max(newest[customer], of);
        batch.add(
            warehouse.delivery(
                route,
                "{\"customer_id\": %d, \"n\": %d, \"version\": %d}".formatted(customer, of, of)));
      }
      cutSomewhere();

      deliverUntilDone(destination, batch);
    }

    List<String> expected = new ArrayList<>();
    for (int customer = 0; customer < newest.length; customer++) {
      expected.add("%d|%d|%d".formatted(customer, newest[customer], newest[customer]));
    }
    assertThat(warehouse.rows("select customer_id, n, version from customers order by 1"))
        .isEqualTo(expected);
  }

  /// On the way there or back, in a word of the protocol or between two.
  private PlannedCut cutSomewhere() {
    return switch (random.nextInt(6)) {
      case 0 -> proxy.loseAnswerTo("COMMIT");
      case 1 -> proxy.loseRequest("COMMIT");
      case 2 -> proxy.loseRequest("insert into");
      case 3 -> proxy.loseAnswerTo("insert into");
      case 4 -> proxy.cutAfterBytes(CuttingProxy.Direction.TO_SERVER, 1 + random.nextInt(3_000));
      default -> proxy.cutAfterBytes(CuttingProxy.Direction.TO_CLIENT, 1 + random.nextInt(1_500));
    };
  }

  /// As a lane does: what was not answered for as delivered is tried again.
  private void deliverUntilDone(Destination destination, List<Delivery> batch) {
    List<Delivery> left = batch;
    for (int attempt = 0; attempt < TRIES_MAX && !left.isEmpty(); attempt++) {
      List<AttemptResult> results = warehouse.deliver(destination, left).results();
      List<Delivery> next = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        switch (results.get(i)) {
          case Delivered _ -> {}
          case Retry _ -> next.add(left.get(i));
          case AttemptResult.RateLimited _, AttemptResult.Reject _, AttemptResult.Hold _ ->
              throw new AssertionError(results.get(i).toString());
        }
      }
      left = next;
    }
    assertThat(left.stream().map(Delivery::id).collect(Collectors.toSet())).isEmpty();
  }
}
