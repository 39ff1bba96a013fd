package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.DestinationHealth.State;
import io.ingestlayer.delivery.ScriptedDestination.Received;
import io.ingestlayer.event.Value;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final LaneKey ALERTS = new LaneKey("slack", "#alerts");
  private static final LaneKey UPSELL = new LaneKey("slack", "#upsell");
  private static final LaneKey OTHER = new LaneKey("other", "");
  private static final Rate ONE_A_SECOND = new Rate(1, Duration.ofSeconds(1));

  private final DeliveryWorld world = new DeliveryWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void sends_what_was_decided_and_remembers_it() {
    Lanes lanes = world.start();

    lanes.take(world.decide(ALERTS, 3));

    world.await("no open rows", () -> world.open() == 0);
    assertThat(world.slack.received()).extracting(Received::lane).containsOnly("#alerts");
    assertThat(world.count("delivery", "state = 'delivered' and attempts = 1")).isEqualTo(3);
    assertThat(world.count("attempt", "outcome = 'delivered' and response = 'ok'")).isEqualTo(3);
    world.assertBooksBalance();
  }

  @Test
  void paces_a_lane_through_rate_limits_without_loss_or_repeat_and_without_delaying_another() {
    world.definitions.define("slack", world.slack, new LaneSpec(1, 1, ONE_A_SECOND));
    AtomicInteger calls = new AtomicInteger();
    List<Instant> limited = new ArrayList<>();
    world.slack.answer(attempt -> {
      if (calls.incrementAndGet() % 50 != 0) {
        return ScriptedDestination.delivered(attempt);
      }
      limited.add(attempt.at());
      return AttemptReport.same(
          attempt,
          new RateLimited("ratelimited", "Slow down.", Duration.ofSeconds(30)),
          null,
          null);
    });
    Lanes lanes = world.start();

    lanes.take(world.decide(ALERTS, 300));
    lanes.take(world.decide(OTHER, 200));
    world.await("the other lane", () -> world.other.received().size() == 200);
    int slowWhenOtherWasDone = world.slack.received().size();
    world.turnUntil(
        "the slow lane", Duration.ofSeconds(1), 1_000, () -> world.slack.received().size() == 300);

    assertThat(slowWhenOtherWasDone).isEqualTo(1);
    List<Received> received = world.slack.received();
    assertThat(received).extracting(Received::id).doesNotHaveDuplicates().hasSize(300);
    for (int i = 1; i < received.size(); i++) {
      Instant before = received.get(i - 1).at();
      Instant at = received.get(i).at();
      assertThat(Duration.between(before, at)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
      assertThat(limited)
          .noneMatch(it -> at.isAfter(it) && at.isBefore(it.plus(Duration.ofSeconds(30))));
    }
    assertThat(limited).hasSizeGreaterThanOrEqualTo(6);
    world.await("no open rows", () -> world.open() == 0);
    assertThat(world.count("delivery", "destination = 'slack' and attempts <> 1")).isZero();
    world.assertBooksBalance();
  }

  @Test
  void gives_up_after_the_whole_schedule_and_keeps_what_a_person_needs() {
    world.slack.answer(ScriptedDestination.always(new Retry("http_500", "It is down.", true)));
    Lanes lanes = world.start();

    lanes.take(world.decide(ALERTS, 1));
    world.turnUntil(
        "the end", Duration.ofMinutes(20), 400, () -> world.count("delivery", "true") == 1);

    assertThat(world.open()).isZero();
    assertThat(world.count("attempt", "outcome = 'retry' and ambiguous")).isEqualTo(8);
    assertThat(
            world.count(
                "delivery",
                """
                state = 'dead' and code = 'http_500' and attempts = 8
                and extra ->> 'answer' = 'what was answered'
                and extra -> 'event' -> 'payload' ->> 'price' = '1.0'
                and extra ->> 'suggestion' like 'It did not work in 8 attempts%'
                """))
        .isEqualTo(1);
    world.assertBooksBalance();
  }

  @Test
  void tries_again_no_sooner_than_the_schedule_says() {
    Instant decided = world.timer.instant();
    world.slack.answer(ScriptedDestination.always(new Retry("http_500", "It is down.", false)));
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 1));
    world.await("the first attempt", () -> world.count("open_delivery", "attempts = 1") == 1);
    world.slack.answer(ScriptedDestination::delivered);

    world.clock.turn(Duration.ofSeconds(23));
    DeliveryWorld.settle(Duration.ofMillis(500));
    int tooEarly = world.slack.received().size();
    world.turnUntil(
        "the second attempt", Duration.ofSeconds(1), 13, () -> !world.slack.received().isEmpty());

    assertThat(tooEarly).isZero();
    assertThat(Duration.between(decided, world.slack.received().getFirst().at()))
        .isBetween(Duration.ofSeconds(24), Duration.ofSeconds(37));
    world.await("no open rows", () -> world.open() == 0);
    world.assertBooksBalance();
  }

  @Test
  void a_definition_may_have_a_schedule_of_its_own() {
    world.definitions.define(
        "slack", world.slack, new LaneSpec(1, 1, null), List.of(Duration.ofSeconds(2)));
    world.slack.answer(ScriptedDestination.always(new Retry("http_500", "It is down.", false)));
    Lanes lanes = world.start();

    lanes.take(world.decide(ALERTS, 1));
    world.turnUntil(
        "the end", Duration.ofSeconds(1), 20, () -> world.count("delivery", "true") == 1);

    assertThat(world.count("delivery", "state = 'dead' and attempts = 2")).isEqualTo(1);
    world.assertBooksBalance();
  }

  @Test
  void a_message_that_can_never_succeed_is_dead_at_once_and_the_lane_goes_on() {
    AtomicInteger calls = new AtomicInteger();
    world.slack.answer(attempt ->
        calls.incrementAndGet() == 1
            ? AttemptReport.same(
                attempt, new Reject("too_long", "40 001 characters.", "Shorten it."), "…", "no")
            : ScriptedDestination.delivered(attempt));
    Lanes lanes = world.start();

    lanes.take(world.decide(ALERTS, 2));

    world.await("both", () -> world.open() == 0);
    assertThat(world.count("delivery", "state = 'dead' and code = 'too_long'")).isEqualTo(1);
    assertThat(world.count("delivery", "state = 'delivered'")).isEqualTo(1);
    world.assertBooksBalance();
  }

  @Test
  void holds_a_broken_channel_probes_it_and_lets_everything_flow_when_it_is_mended() {
    Hold why = new Hold("channel_not_found", "There is no such channel.", "Invite the bot.", false);
    AtomicInteger calls = new AtomicInteger();
    world.slack.answer(attempt -> {
      if (attempt.lane().equals("#upsell")) {
        return ScriptedDestination.delivered(attempt);
      }
      calls.incrementAndGet();
      return AttemptReport.same(attempt, why, null, "{\"ok\":false}");
    });
    Lanes lanes = world.start();

    lanes.take(world.decide(ALERTS, 50));
    lanes.take(world.decide(UPSELL, 5));
    world.await("the hold", () -> world.count("open_delivery", "state = 'held'") == 50);
    world.await("the other channel", () -> world.slack.received().size() == 5);
    int callsAtFirst = calls.get();
    DestinationHealth health = lanes.health("slack");
    for (int minute = 0; minute < 40; minute++) {
      world.clock.turn(Duration.ofMinutes(1));
      DeliveryWorld.settle(Duration.ofMillis(60));
    }
    int probes = calls.get() - callsAtFirst;
    world.slack.answer(ScriptedDestination::delivered);
    world.turnUntil("all 55", Duration.ofMinutes(1), 30, () -> world.slack.received().size() == 55);

    assertThat(callsAtFirst).isEqualTo(1);
    assertThat(health.state()).isEqualTo(State.HELD);
    assertThat(health.code()).isEqualTo("channel_not_found");
    assertThat(health.suggestion()).isEqualTo("Invite the bot.");
    assertThat(health.lastSuccess()).isNotNull();
    assertThat(probes).isBetween(5, 8);
    world.await("no open rows", () -> world.open() == 0);
    assertThat(lanes.health("slack").state()).isEqualTo(State.OK);
    assertThat(world.count("delivery", "attempts <> 1")).isZero();
    assertThat(world.slack.received()).extracting(Received::id).doesNotHaveDuplicates();
    world.assertBooksBalance();
  }

  @Test
  void a_revoked_token_holds_all_channels_and_one_of_them_probes() {
    AtomicInteger calls = new AtomicInteger();
    world.slack.answer(attempt -> {
      calls.incrementAndGet();
      return AttemptReport.same(
          attempt,
          new Hold("token_revoked", "The token was revoked.", "Install it again.", true),
          null,
          null);
    });
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 10));
    world.await("the hold", () -> lanes.health("slack").state() == State.HELD);
    int callsAtFirst = calls.get();

    lanes.take(world.decide(UPSELL, 10));
    world.clock.turn(Duration.ofSeconds(31));
    world.await("a probe", () -> calls.get() == callsAtFirst + 1);
    world.slack.answer(ScriptedDestination::delivered);
    world.turnUntil(
        "all 20", Duration.ofSeconds(30), 30, () -> world.slack.received().size() == 20);

    assertThat(calls.get()).isEqualTo(callsAtFirst + 1);
    world.await("no open rows", () -> world.open() == 0);
    world.assertBooksBalance();
  }

  @Test
  void a_destination_that_is_removed_waits_and_goes_on_when_it_is_defined_again() {
    world.definitions.remove("slack");
    Lanes lanes = world.start();

    lanes.take(world.decide(ALERTS, 3));
    world.await(
        "the hold",
        () -> world.count("open_delivery", "state = 'held' and code = 'destination_missing'") == 3);
    State state = lanes.health("slack").state();
    world.definitions.define("slack", world.slack, new LaneSpec(1, 1, null));
    world.turnUntil(
        "all of them", Duration.ofSeconds(1), 20, () -> world.slack.received().size() == 3);

    assertThat(state).isEqualTo(State.HELD);
    world.await("no open rows", () -> world.open() == 0);
    world.assertBooksBalance();
  }

  @Test
  void what_waited_for_seven_days_is_dead() {
    world.slack.answer(
        ScriptedDestination.always(new Hold("no_token", "There is no token.", "Set one.", true)));
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 20));
    world.await("the hold", () -> world.count("open_delivery", "state = 'held'") == 20);

    world.clock.turn(Duration.ofDays(7).minusMinutes(1));
    DeliveryWorld.settle(Duration.ofMillis(300));
    long openBefore = world.open();
    world.turnUntil("the end", Duration.ofMinutes(1), 60, () -> world.open() == 0);

    assertThat(openBefore).isEqualTo(20);
    assertThat(world.count("delivery", "state = 'dead' and code = 'expired' and attempts = 0"))
        .isEqualTo(20);
    world.assertBooksBalance();
  }

  @Test
  void what_is_rate_limited_for_ever_is_dead_after_seven_days() {
    world.slack.answer(
        ScriptedDestination.always(new RateLimited("slow", "Later.", Duration.ofHours(5))));
    Lanes lanes = world.start();

    lanes.take(world.decide(ALERTS, 2));
    world.turnUntil("the end", Duration.ofHours(1), 24 * 7 + 12, () -> world.open() == 0);

    assertThat(world.count("delivery", "state = 'dead' and code = 'expired'")).isEqualTo(2);
    assertThat(world.count("attempt", "outcome = 'rate_limited'")).isBetween(20L, 40L);
    world.assertBooksBalance();
  }

  @Test
  void only_the_failed_part_of_a_batch_is_tried_again() {
    world.definitions.define("other", world.other, new LaneSpec(2, 1_000, null));
    AtomicInteger calls = new AtomicInteger();
    world.other.answer(attempt -> {
      List<AttemptResult> results = new ArrayList<>();
      boolean first = calls.incrementAndGet() == 1;
      for (int i = 0; i < attempt.deliveries().size(); i++) {
        results.add(
            !first || i % 3 == 0
                ? Delivered.OK
                : i % 3 == 1
                    ? new Retry("deadlock", "Try again.", false)
                    : new Reject("22003", "Out of range.", "Mend the column."));
      }
      return new AttemptReport(results, "insert", "partly");
    });
    Lanes lanes = world.start();

    lanes.take(world.decide(OTHER, 300, 300, it -> it));
    world.await("the first answer", () -> world.count("open_delivery", "attempts = 1") == 1);
    long again = world.count("open_delivery", "cardinality(offs) = 100 and id <> root");
    world.turnUntil("the rest", Duration.ofSeconds(5), 20, () -> world.open() == 0);

    assertThat(again).isEqualTo(1);
    assertThat(world.other.received())
        .extracting(Received::id)
        .doesNotHaveDuplicates()
        .hasSize(200);
    assertThat(world.count("delivery", "state = 'dead' and code = '22003'")).isEqualTo(100);
    assertThat(world.count("delivery", "state = 'delivered' and attempts = 2")).isEqualTo(100);
    assertThat(world.count("attempt", "outcome = 'partial' and deliveries = 300")).isEqualTo(1);
    world.assertBooksBalance();
  }

  @Test
  void many_rows_go_out_in_one_attempt_where_the_destination_takes_many() {
    world.definitions.define("other", world.other, new LaneSpec(1, 1_000, null));
    List<Integer> sizes = new ArrayList<>();
    world.other.answer(attempt -> {
      sizes.add(attempt.deliveries().size());
      return ScriptedDestination.delivered(attempt);
    });
    world.other.stick();
    Lanes lanes = world.start();

    lanes.take(world.decide(OTHER, 1));
    world.await("the first", () -> world.other.waiting() == 1);
    lanes.take(world.decide(OTHER, 1_200, 100, it -> it));
    world.other.release();

    world.await("all of them", () -> world.open() == 0);
    assertThat(sizes).containsExactly(1, 1_000, 200);
    world.assertBooksBalance();
  }

  @Test
  void a_row_larger_than_the_destination_takes_goes_out_in_parts() {
    world.definitions.define("other", world.other, new LaneSpec(1, 100, null));
    Lanes lanes = world.start();

    lanes.take(world.decide(OTHER, 250, 250, it -> it));

    world.await("all of them", () -> world.open() == 0);
    assertThat(world.count("attempt", "deliveries = 100")).isEqualTo(2);
    assertThat(world.count("attempt", "deliveries = 50")).isEqualTo(1);
    world.assertBooksBalance();
  }

  @Test
  void what_has_no_room_in_memory_is_fetched_from_the_table_and_sent_once() {
    world.bounds(new LaneBounds(100_000, 1 << 20, 1 << 20, 20, 100, 1_000));
    world.slack.stick();
    Lanes lanes = world.start();

    for (int i = 0; i < 10; i++) {
      lanes.take(world.decide(ALERTS, 30));
    }
    world.await("the first", () -> world.slack.waiting() == 1);
    int inMemory = lanes.health("slack").inMemory();
    world.slack.release();
    world.turnUntil("all of them", Duration.ofSeconds(1), 60, () -> world.open() == 0);

    assertThat(inMemory).isEqualTo(20);
    assertThat(world.slack.received())
        .extracting(Received::id)
        .doesNotHaveDuplicates()
        .hasSize(300);
    world.assertBooksBalance();
  }

  @Test
  void a_lane_that_fills_the_memory_leaves_room_for_another() {
    world.bounds(new LaneBounds(100_000, 20_000, 20_000, 10_000, 100, 1_000));
    world.slack.stick();
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 200));

    lanes.take(world.decide(OTHER, 5));

    world.await("the other", () -> world.other.received().size() == 5);
    assertThat(lanes.health("slack").inMemory()).isBetween(10, 19);
    world.slack.release();
    world.turnUntil("all of them", Duration.ofSeconds(1), 60, () -> world.open() == 0);
    world.assertBooksBalance();
  }

  @Test
  void so_many_deliveries_are_in_memory_over_all_lanes_and_the_rest_waits_in_the_table() {
    world.bounds(LaneBounds.DEFAULT.withDeliveriesMax(100));
    world.definitions.define("other", world.other, new LaneSpec(1, 1, null));
    world.slack.stick();
    world.other.stick();
    Lanes lanes = world.start();

    lanes.take(world.decide(ALERTS, 300, 10, it -> it));
    lanes.take(world.decide(OTHER, 300));
    world.await("the first of both", () -> world.slack.waiting() + world.other.waiting() == 2);
    int one = lanes.health("slack").inMemory();
    int another = lanes.health("other").inMemory();
    world.slack.release();
    world.other.release();
    world.turnUntil("all of them", Duration.ofSeconds(1), 100, () -> world.open() == 0);

    // Four rows of ten that are ready and one that is under way.
    assertThat(one).isEqualTo(41);
    assertThat(another).isEqualTo(25);
    assertThat(world.slack.received())
        .extracting(Received::id)
        .doesNotHaveDuplicates()
        .hasSize(300);
    assertThat(world.other.received())
        .extracting(Received::id)
        .doesNotHaveDuplicates()
        .hasSize(300);
    world.assertBooksBalance();
  }

  @Test
  void what_is_handed_over_twice_is_sent_once() {
    world.slack.stick();
    Lanes lanes = world.start();
    List<OpenDelivery> decided = world.decide(ALERTS, 10);
    lanes.take(decided);
    world.await("the first", () -> world.slack.waiting() == 1);

    lanes.take(decided);
    world.clock.turn(Duration.ofSeconds(40));
    world.clock.turn(Duration.ofSeconds(1));
    DeliveryWorld.settle(Duration.ofMillis(300));
    world.slack.release();
    world.await("no open rows", () -> world.open() == 0);

    assertThat(world.slack.received()).extracting(Received::id).doesNotHaveDuplicates().hasSize(10);
    world.assertBooksBalance();
  }

  @Test
  void a_scope_survives_the_table() {
    world.bounds(new LaneBounds(100_000, 1 << 20, 1 << 20, 1, 100, 1_000));
    Value.Obj customer =
        Value.object().put("csm", "ada").put("seats", Value.Num.ofText("1.0")).build();
    Value.Obj context = Value.object().put("severity", "blocked").build();
    world.slack.stick();
    Lanes lanes = world.start();

    List<OpenDelivery> decided = new ArrayList<>(world.decide(ALERTS, 1));
    decided.addAll(
        world.decide(ALERTS, 4, 2, it -> it.withEntity("customer", customer).withContext(context)));
    lanes.take(decided);
    world.slack.release();
    world.turnUntil("all of them", Duration.ofSeconds(1), 60, () -> world.open() == 0);

    List<Received> received = world.slack.received();
    assertThat(received).hasSize(5);
    assertThat(received.subList(1, 5))
        .allSatisfy(it -> {
          assertThat(it.scope().root("context")).isEqualTo(context);
          assertThat(it.scope().root("entity").get("customer").get("seats")).hasToString("1.0");
        });
    world.assertBooksBalance();
  }

  @Test
  void a_fault_in_a_destination_is_an_attempt_that_failed() {
    AtomicInteger calls = new AtomicInteger();
    world.slack.answer(attempt -> {
      if (calls.incrementAndGet() == 1) {
        throw new IllegalStateException("a bug");
      }
      return ScriptedDestination.delivered(attempt);
    });
    Lanes lanes = world.start();

    lanes.take(world.decide(ALERTS, 1));
    world.turnUntil("it", Duration.ofSeconds(5), 20, () -> world.open() == 0);

    assertThat(world.count("attempt", "code = 'internal_error' and ambiguous")).isEqualTo(1);
    assertThat(world.count("delivery", "state = 'delivered' and attempts = 2")).isEqualTo(1);
    world.assertBooksBalance();
  }

  @Test
  void an_answer_that_no_database_can_keep_is_kept_all_the_same() {
    world.slack.answer(attempt ->
        AttemptReport.same(
            attempt, new Reject("bad\u0000", "nul \u0000, half \ud800", "…"), "\u0000", "\udc00"));
    Lanes lanes = world.start();

    lanes.take(world.decide(new LaneKey("slack", "#nul\u0000"), 1));

    world.await("it", () -> world.open() == 0);
    assertThat(world.count("delivery", "state = 'dead' and lane = '#nul\ufffd'")).isEqualTo(1);
    world.assertBooksBalance();
  }
}
