package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.ScriptedDestination.Received;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.testkit.net.CuttingProxy;
import io.ingestlayer.testkit.net.PlannedCut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of deliveries when the process, the database or the lease goes away.
class LanesFaultTest {
  private static final LaneKey ALERTS = new LaneKey("slack", "#alerts");
  private static final LaneKey OTHER = new LaneKey("other", "");

  private static final LaneBounds ONE_UNSETTLED =
      new LaneBounds(100_000, 1 << 20, 1 << 20, 1_000, 100, 1);

  private final DeliveryWorld world = new DeliveryWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void what_nobody_handed_over_is_found_after_a_start() {
    world.decide(ALERTS, 5);
    world.decide(OTHER, 5);
    world.clock.turn(Lane.HANDOVER);

    world.start();

    world.await("all of them", () -> world.open() == 0);
    assertThat(world.slack.received()).extracting(Received::id).doesNotHaveDuplicates().hasSize(5);
    assertThat(world.other.received()).extracting(Received::id).doesNotHaveDuplicates().hasSize(5);
    world.assertBooksBalance();
  }

  @Test
  void what_was_done_of_a_delivery_is_given_back_with_the_next_try_also_after_a_start()
      throws Exception {
    List<String> given = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<AttemptResult> answer =
        new AtomicReference<>(new Retry("http_500", "It is down.", false).withProgress("ada\n"));
    world.slack.answer(attempt -> {
      given.add(String.valueOf(attempt.single().progress()));
      return AttemptReport.same(attempt, answer.get(), null, null);
    });
    Lanes first = world.start();
    first.take(world.decide(ALERTS, 1));
    world.await("the first try", () -> world.count("open_delivery", "attempts = 1") == 1);
    first.stop(Duration.ofSeconds(5));

    answer.set(new Retry("http_500", "It is down.", false));
    world.start();
    world.turnUntil(
        "the second try",
        Duration.ofSeconds(5),
        60,
        () -> world.count("open_delivery", "attempts = 2") == 1);
    answer.set(AttemptResult.Delivered.OK);
    world.turnUntil("the third", Duration.ofSeconds(10), 60, () -> world.open() == 0);

    assertThat(given).containsExactly("null", "ada\n", "ada\n");
  }

  @Test
  void a_crash_between_the_answer_and_the_commit_sends_again_and_loses_nothing() {
    world.bounds(ONE_UNSETTLED);
    Database first = world.another(world.postgres.port(), 4);
    Lanes crashed = world.start(first, "node-1");
    world.slack.stick();
    crashed.take(world.decide(ALERTS, 3));
    world.await("the call", () -> world.slack.waiting() == 1);
    first.close();
    world.slack.release();

    world.clock.turn(Lane.HANDOVER);
    world.start();

    world.await("all of them", () -> world.open() == 0);
    List<Received> received = world.slack.received();
    assertThat(received).hasSize(4);
    assertThat(received.subList(1, 4)).extracting(Received::id).contains(received.getFirst().id());
    assertThat(received.subList(1, 4)).extracting(Received::id).doesNotHaveDuplicates();
    assertThat(world.count("delivery", "state = 'delivered'")).isEqualTo(3);
    world.assertBooksBalance();
  }

  @Test
  void who_has_lost_the_lease_finishes_nothing() {
    Lanes overtaken = world.start();
    world.slack.stick();
    overtaken.take(world.decide(ALERTS, 1));
    world.await("the call", () -> world.slack.waiting() == 1);

    takeLease("node-2");
    world.slack.release();
    world.await("the answer", () -> world.slack.waiting() == 0);
    world.clock.turn(Duration.ofSeconds(5));
    overtaken.take(world.decide(ALERTS, 1));
    DeliveryWorld.settle(Duration.ofMillis(300));

    assertThat(world.open()).isEqualTo(2);
    assertThat(world.count("delivery", "true") + world.count("attempt", "true")).isZero();
    assertThat(world.slack.received()).hasSize(1);
    takeLease(null);
    world.turnUntil("both", Duration.ofSeconds(5), 20, () -> world.open() == 0);
    assertThat(world.count("delivery", "state = 'delivered'")).isEqualTo(2);
    world.assertBooksBalance();
  }

  private void takeLease(@Nullable String owner) {
    String sql =
        """
        update lease
        set owner = ?, epoch = epoch + 1, lease_until = clock_timestamp() + interval '1 hour'
        where name = 'lanes'
        """;
    world.database.transaction("take the lease", connection -> Sql.update(connection, sql, owner));
  }

  @Test
  void while_the_database_is_cut_off_nothing_is_lost_and_nothing_counted_twice() throws Exception {
    try (CuttingProxy proxy = CuttingProxy.to(world.postgres.host(), world.postgres.port());
        Database through = world.another(proxy.port(), 4)) {
      world.bounds(ONE_UNSETTLED);
      Lanes lanes = world.start(through, "node-1");
      world.other.stick();
      lanes.take(world.decide(OTHER, 40));
      world.await("calls", () -> world.other.waiting() == 4);

      proxy.refuse(true);
      proxy.cut();
      world.other.release();
      world.await("the answers", () -> world.other.waiting() == 0);
      DeliveryWorld.settle(Duration.ofSeconds(1));
      int sentInTheDark = world.other.received().size();
      proxy.refuse(false);
      world.turnUntil("all of them", Duration.ofSeconds(1), 120, () -> world.open() == 0);

      assertThat(sentInTheDark).isBetween(4, 8);
      assertThat(world.other.received())
          .extracting(Received::id)
          .doesNotHaveDuplicates()
          .hasSize(40);
      assertThat(world.count("delivery", "state = 'delivered'")).isEqualTo(40);
      assertThat(world.count("attempt", "true")).isEqualTo(40);
      world.assertBooksBalance();
    }
  }

  @Test
  void a_commit_whose_answer_is_lost_counts_once() throws Exception {
    try (CuttingProxy proxy = CuttingProxy.to(world.postgres.host(), world.postgres.port());
        Database through = world.another(proxy.port(), 1)) {
      Lanes lanes = world.start(through, "node-1");
      world.other.stick();
      lanes.take(world.decide(OTHER, 4));
      world.await("calls", () -> world.other.waiting() == 4);
      PlannedCut lost = proxy.loseAnswerTo(commitOf(through));

      world.other.release();
      world.await("the cut", lost::happened);
      // The rows may be gone before the finisher has missed its answer; it asks again when the
      // clock is turned.
      world.turnUntil("a free finisher", Duration.ofSeconds(1), 60, () -> lanes.unsettled() == 0);

      assertThat(world.other.received())
          .extracting(Received::id)
          .doesNotHaveDuplicates()
          .hasSize(4);
      assertThat(world.count("delivery", "true")).isEqualTo(4);
      assertThat(world.count("attempt", "true")).isEqualTo(4);
      world.assertBooksBalance();
    }
  }

  /// The name under which the only session of this pool has prepared its COMMIT.
  private static String commitOf(Database through) {
    for (int i = 0; i < 5; i++) {
      through.transaction(
          "commit something",
          connection -> {
            Sql.execute(connection, "select 1");
            return true;
          });
    }
    return through.read(
        "what a commit is called",
        connection ->
            Sql.queryOne(
                    connection,
                    "select name from pg_prepared_statements where statement = 'COMMIT'",
                    row -> "\0" + row.getString("name") + "\0")
                .orElseThrow());
  }

  @Test
  void sessions_that_end_in_the_middle_of_everything_cost_nothing() {
    Lanes lanes = world.start();
    lanes.take(world.decide(OTHER, 400));
    for (int i = 0; i < 5; i++) {
      int soFar = world.other.received().size();
      world.postgres.disconnectAll();
      world.turnUntil(
          "some more",
          Duration.ofSeconds(1),
          60,
          () -> world.other.received().size() >= Math.min(400, soFar + 40));
    }

    world.turnUntil("all of them", Duration.ofSeconds(1), 120, this::noneOpen);

    assertThat(world.other.received()).extracting(Received::id).doesNotHaveDuplicates();
    assertThat(world.count("delivery", "state = 'delivered'")).isEqualTo(400);
    world.assertBooksBalance();
  }

  private boolean noneOpen() {
    return world.other.received().size() == 400 && world.open() == 0;
  }

  @Test
  void a_pipeline_or_an_event_that_is_gone_is_told_and_waits() {
    world.decide(ALERTS, 2);
    world.forgetEvents();
    world.clock.turn(Lane.HANDOVER);

    world.start();

    world.await(
        "the reason",
        () -> world.count("open_delivery", "state = 'held' and code = 'event_missing'") == 2);
    world.assertBooksBalance();
  }

  @Test
  void stopping_waits_for_what_is_under_way_and_stores_it() throws Exception {
    Lanes lanes = world.start();
    lanes.take(world.decide(OTHER, 100));

    boolean over = lanes.stop(Duration.ofSeconds(20));

    assertThat(over).isTrue();
    assertThat(world.count("delivery", "true")).isEqualTo(world.other.received().size());
    assertThat(world.count("lease", "owner is null")).isEqualTo(1);
    world.assertBooksBalance();
  }
}
