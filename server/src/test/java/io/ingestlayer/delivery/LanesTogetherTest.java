package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What all lanes share, and that none of them is kept out by another that has much.
class LanesTogetherTest {
  private static final LaneKey ALERTS = new LaneKey("slack", "#alerts");
  private static final LaneKey UPSELL = new LaneKey("slack", "#upsell");
  private static final LaneKey OTHER = new LaneKey("other", "");

  private final DeliveryWorld world = new DeliveryWorld();

  @AfterEach
  void close() {
    world.close();
  }

  /// A connection beside whose transaction nobody can write into the table, or even read it.
  private Connection locked(String table, String mode) throws SQLException {
    Connection connection = world.postgres.dataSource().getConnection();
    connection.setAutoCommit(false);
    Sql.execute(connection, "lock table " + table + " in " + mode + " mode");
    return connection;
  }

  private static void unlock(Connection connection) throws SQLException {
    connection.rollback();
    connection.close();
  }

  private static LaneBounds unsettled(int max) {
    return new LaneBounds(100_000, 64 << 20, 24 << 20, 5_000, 100, max);
  }

  private static LaneBounds lanes(int max) {
    return new LaneBounds(100_000, 64 << 20, 24 << 20, 5_000, max, 4_000);
  }

  /// Deliveries that were stored in transactions before the one that first stored some of that lane.
  private long storedBefore(LaneKey lane) {
    return world.count(
        "delivery",
        """
        xmin::text::bigint < (
          select min(xmin::text::bigint)
          from delivery
          where destination = '%s'
          and lane = '%s')
        """
            .formatted(lane.destination(), lane.lane()));
  }

  @Test
  void a_destination_whose_outcomes_are_not_stored_yet_stops_and_others_go_on() throws Exception {
    world.bounds(unsettled(60));
    world.definitions.define("slack", world.slack, new LaneSpec(10, 1, null));
    Lanes lanes = world.start();
    Connection lock = locked("delivery", "exclusive");
    lanes.take(world.decide(ALERTS, 100));
    world.await("as many as it may", () -> lanes.unsettled() >= 20);
    lanes.take(world.decide(UPSELL, 100));
    DeliveryWorld.settle(Duration.ofMillis(300));
    int ofOne = world.slack.received().size();

    lanes.take(world.decide(OTHER, 5));
    world.await("the other", () -> world.other.received().size() == 5);
    unlock(lock);
    world.await("all of them, without the clock being turned", () -> world.open() == 0);

    assertThat(ofOne).isBetween(20, 45);
    world.assertBooksBalance();
  }

  @Test
  void a_lane_with_many_outcomes_does_not_keep_those_of_another_from_being_stored()
      throws Exception {
    world.bounds(unsettled(10_000));
    world.definitions.define("slack", world.slack, new LaneSpec(20, 1, null));
    Lanes lanes = world.start();
    Connection lock = locked("delivery", "exclusive");
    lanes.take(world.decide(ALERTS, 1_500));
    world.await("all of the many", () -> lanes.unsettled() == 1_500);

    lanes.take(world.decide(UPSELL, 1));
    lanes.take(world.decide(OTHER, 1));
    world.await("the few", () -> lanes.unsettled() == 1_502);
    unlock(lock);
    world.await("all of them", () -> world.open() == 0);

    // What was under way when the lock was taken is stored first, and a full group is 512.
    assertThat(storedBefore(UPSELL)).isLessThan(500);
    assertThat(storedBefore(OTHER)).isLessThan(500);
    world.assertBooksBalance();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        create function refuse() returns trigger language plpgsql as $$
        begin
          raise exception 'not this one' using errcode = 'data_exception';
        end $$;
        create trigger refuse before insert on delivery_all
        for each row when (new.destination = 'slack')
        execute function refuse();
        """,
        "alter table delivery_all add check (destination <> 'slack')",
        """
        insert into delivery_all (
          workspace_id, id, event_id, partition, off, pipeline_version, route, destination, state, attempts,
          finished_at)
        values (1, gen_random_uuid(), gen_random_uuid(), 0, 0, 1, 0, 'slack', 'canceled', 0, now());
        create unique index on delivery_all (destination) where destination = 'slack';
        """
      })
  void outcomes_that_cannot_be_stored_do_not_keep_those_of_others_from_it(String refusal)
      throws Exception {
    execute(refusal);
    world.bounds(unsettled(10_000));
    world.definitions.define("slack", world.slack, new LaneSpec(20, 1, null));
    world.definitions.define("other", world.other, new LaneSpec(20, 1, null));
    Lanes lanes = world.start();
    Connection lock = locked("delivery", "exclusive");
    lanes.take(world.decide(ALERTS, 200));
    lanes.take(world.decide(OTHER, 200));
    world.await("all of them", () -> lanes.unsettled() == 400);

    unlock(lock);
    world.await("the others", () -> world.count("delivery", "destination = 'other'") == 200);
    long setAside = world.count("open_delivery", "code = 'outcome_not_stored'");
    world.await("the refused", () -> lanes.unsettled() == 0);

    assertThat(setAside).isLessThan(50);
    assertThat(world.count("open_delivery", "code = 'outcome_not_stored'")).isEqualTo(200);
  }

  @Test
  void outcomes_whose_day_is_missing_wait_until_it_is_made() throws Exception {
    world.bounds(unsettled(10_000));
    Lanes lanes = world.start();
    execute("drop table delivery_all");
    lanes.take(world.decide(ALERTS, 1));
    lanes.take(world.decide(OTHER, 1));
    // The second may not be sent any more: nothing is started while outcomes cannot be stored.
    world.await("an answer", () -> lanes.unsettled() >= 1);
    DeliveryWorld.settle(Duration.ofMillis(300));
    long setAside = world.count("open_delivery", "code = 'outcome_not_stored'");
    int waiting = lanes.unsettled();

    execute("create table delivery_all partition of delivery default");
    world.turnUntil("both", Duration.ofSeconds(1), 60, () -> world.open() == 0);

    assertThat(setAside).isZero();
    assertThat(waiting).isPositive();
    assertThat(world.slack.received()).hasSize(1);
    assertThat(world.other.received()).hasSize(1);
    world.assertBooksBalance();
  }

  @Test
  void many_lanes_that_are_behind_leave_connections_to_those_who_decide_and_finish()
      throws Exception {
    try (Database through = world.another(world.postgres.port(), 6)) {
      Lanes lanes = world.start(through, "node-1");
      List<LaneKey> channels = channels("slack", 60);
      channels.forEach(it -> world.replay(it, 1));
      Connection lock = locked("open_delivery", "access exclusive");

      channels.forEach(lanes::lookAt);
      DeliveryWorld.settle(Duration.ofMillis(300));
      boolean free = through.read("look", it -> it.isValid(1));
      unlock(lock);
      world.await("all of them", () -> world.open() == 0);

      assertThat(free).isTrue();
      assertThat(world.slack.received()).hasSize(60);
      world.assertBooksBalance();
      lanes.stop(Duration.ofSeconds(5));
    }
  }

  @Test
  void a_destination_with_very_many_lanes_leaves_places_for_another() {
    world.bounds(lanes(10));
    world.slack.stick();
    Lanes lanes = world.start();
    channels("slack", 30).forEach(it -> lanes.take(world.decide(it, 1)));
    DeliveryWorld.settle(Duration.ofMillis(300));

    lanes.take(world.decide(OTHER, 5));
    world.await("the other", () -> world.other.received().size() == 5);
    int ofOne = world.slack.received().size();
    world.slack.release();
    world.turnUntil("all of them", Duration.ofSeconds(5), 60, () -> world.open() == 0);

    assertThat(ofOne).isEqualTo(5);
    world.assertBooksBalance();
  }

  @Test
  void lanes_that_wait_to_be_mended_make_room_for_one_that_works() {
    world.bounds(lanes(10));
    AtomicInteger calls = new AtomicInteger();
    world.slack.answer(attempt -> {
      if (attempt.lane().equals("#alerts")) {
        return ScriptedDestination.delivered(attempt);
      }
      calls.incrementAndGet();
      return ScriptedDestination.always(
              new AttemptResult.Hold("channel_not_found", "No such channel.", "Invite it.", false))
          .apply(attempt);
    });
    Lanes lanes = world.start();
    channels("slack", 12).forEach(it -> lanes.take(world.decide(it, 1)));
    world.await("the first holds", () -> world.count("open_delivery", "state = 'held'") >= 5);

    lanes.take(world.decide(ALERTS, 3));
    world.turnUntil(
        "a place", Duration.ofSeconds(30), 60, () -> world.slack.received().size() == 3);

    world.await("the outcome", () -> world.open() == 12);
    assertThat(calls.get()).isLessThan(150);
    world.assertBooksBalance();
  }

  @Test
  void a_lane_that_has_nothing_to_do_is_not_forgotten_before_its_pace_lets_it_send_again() {
    Rate one = new Rate(1, Duration.ofMinutes(1));
    world.definitions.define("slack", world.slack, new LaneSpec(1, 1, one));
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 1));
    world.await("the first", () -> world.open() == 0);
    world.clock.turn(Duration.ofSeconds(10));
    world.clock.turn(Duration.ofSeconds(10));

    lanes.take(world.decide(ALERTS, 1));
    DeliveryWorld.settle(Duration.ofMillis(300));
    int tooEarly = world.slack.received().size() - 1;
    world.turnUntil("the second", Duration.ofSeconds(5), 20, () -> world.open() == 0);

    assertThat(tooEarly).isZero();
    world.assertBooksBalance();
  }

  private static List<LaneKey> channels(String destination, int count) {
    return IntStream.range(0, count).mapToObj(it -> new LaneKey(destination, "#" + it)).toList();
  }

  private void execute(String sql) {
    world.database.transaction(
        "change the tables",
        connection -> {
          Sql.execute(connection, sql);
          return true;
        });
  }
}
