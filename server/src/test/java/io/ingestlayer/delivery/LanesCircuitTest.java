package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.AttemptResult.Unreached;
import io.ingestlayer.delivery.DestinationHealth.State;
import io.ingestlayer.delivery.ScriptedDestination.Received;
import io.ingestlayer.workspace.DestinationDefinition.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What lanes do with a destination that fails again and again, or that is paused.
class LanesCircuitTest {
  private static final LaneKey ALERTS = new LaneKey("slack", "#alerts");
  private static final LaneKey OTHER = new LaneKey("other", "");
  private static final LaneSpec ONE = new LaneSpec(1, 1, null);
  private static final Retry DOWN = new Retry("http_503", "It is down.", false);

  private final DeliveryWorld world = new DeliveryWorld();
  private final AtomicInteger calls = new AtomicInteger();

  @AfterEach
  void close() {
    world.close();
  }

  private void down(ScriptedDestination destination, AttemptResult with) {
    destination.answer(attempt -> {
      calls.incrementAndGet();
      return AttemptReport.same(attempt, with, null, "no");
    });
  }

  private long told(String type) {
    return world.count("outbox", "event ->> 'type' = '" + type + "'");
  }

  @Test
  void five_failures_in_a_row_hold_what_waits_and_one_tries_until_it_works() {
    down(world.slack, DOWN);
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 50));

    world.await("the circuit", () -> lanes.health("slack").state() == State.FAILING);
    DeliveryWorld.settle(Duration.ofMillis(200));
    int atFirst = calls.get();
    world.clock.turn(Duration.ofSeconds(5));
    world.await("a probe", () -> calls.get() == atFirst + 1);
    DestinationHealth health = lanes.health("slack");
    world.slack.answer(ScriptedDestination::delivered);
    world.turnUntil("all", Duration.ofSeconds(5), 100, () -> world.open() == 0);

    assertThat(atFirst).isEqualTo(5);
    assertThat(health.code()).isEqualTo("http_503");
    assertThat(health.nextTry()).isNotNull();
    assertThat(world.count("delivery", "state = 'delivered' and attempts = 1")).isEqualTo(44);
    assertThat(lanes.health("slack").state()).isEqualTo(State.OK);
    world.assertBooksBalance();
  }

  @Test
  void alerts_come_once_at_each_level_and_twenty_failures_pause_it_until_a_probe_works() {
    down(world.slack, DOWN);
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 50));

    world.turnUntil(
        "the pause",
        Duration.ofMinutes(5),
        60,
        () -> lanes.health("slack").state() == State.PAUSED);
    world.await("its event", () -> told("destination.paused") == 1);
    int callsAtPause = calls.get();
    world.turnUntil("a probe", Duration.ofMinutes(20), 6, () -> calls.get() > callsAtPause);
    long alerts = told("destination.failing");
    world.slack.answer(ScriptedDestination::delivered);
    world.turnUntil("all", Duration.ofMinutes(20), 60, () -> world.open() == 0);

    assertThat(callsAtPause).isEqualTo(20);
    assertThat(alerts).isEqualTo(4);
    assertThat(world.count("outbox", "event -> 'payload' ->> 'percent' = '50'")).isEqualTo(1);
    world.await("its end", () -> told("destination.resumed") == 1);
    assertThat(world.count("destination_pause", "true")).isZero();
    world.assertBooksBalance();
  }

  @Test
  void alerts_about_a_destination_that_fail_there_lead_to_no_more_alerts() {
    down(world.slack, DOWN);
    world.source("destinations");
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 40));

    world.await("all of them", () -> calls.get() == 40);
    world.turnUntil("more tries", Duration.ofSeconds(30), 20, () -> calls.get() >= 80);

    assertThat(lanes.health("slack").state()).isEqualTo(State.OK);
    assertThat(told("destination.failing") + told("destination.paused")).isZero();
  }

  @Test
  void who_wants_no_pause_has_none_however_long_it_fails() {
    world.definitions.policy(new Policy(false, false, 5, false));
    world.definitions.define("slack", world.slack, ONE);
    down(world.slack, DOWN);
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 50));

    world.turnUntil("failures", Duration.ofMinutes(5), 60, () -> calls.get() > 15);

    assertThat(lanes.health("slack").state()).isEqualTo(State.FAILING);
    assertThat(world.count("destination_pause", "true")).isZero();
  }

  @Test
  void a_receiver_that_wants_nothing_more_is_sent_nothing_until_it_is_resumed() {
    down(world.slack, new Hold(Hold.GONE, "It wants nothing more.", "Remove it.", true));
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 10));

    world.await("the pause", () -> lanes.health("slack").state() == State.PAUSED);
    world.await("its event", () -> told("destination.paused") == 1);
    DeliveryWorld.settle(Duration.ofMillis(200));
    int callsAtPause = calls.get();
    for (int i = 0; i < 12; i++) {
      world.clock.turn(Duration.ofHours(1));
      DeliveryWorld.settle(Duration.ofMillis(50));
    }
    int callsLater = calls.get();
    String reason = lanes.health("slack").reason();
    world.slack.answer(ScriptedDestination::delivered);
    lanes.resume("slack", "ada");
    world.turnUntil("all", Duration.ofSeconds(1), 60, () -> world.open() == 0);

    assertThat(callsLater).isEqualTo(callsAtPause);
    assertThat(reason).isEqualTo("Paused by the receiver: It wants nothing more.");
    assertThat(world.count("delivery", "state = 'delivered'")).isEqualTo(10);
    assertThat(told("destination.paused")).isEqualTo(1);
    world.assertBooksBalance();
  }

  @Test
  void a_paused_destination_is_sent_nothing_over_a_restart_until_it_is_resumed() throws Exception {
    Lanes first = world.start();
    first.pause("slack", "ada", "the channel moves");
    first.take(world.decide(ALERTS, 10));
    first.stop(Duration.ofSeconds(5));
    world.clock.turn(Duration.ofHours(5));

    Lanes second = world.start();
    world.await("the pause", () -> second.health("slack").state() == State.PAUSED);
    world.clock.turn(Duration.ofSeconds(40));
    DeliveryWorld.settle(Duration.ofMillis(300));
    int whilePaused = world.slack.received().size();
    String reason = second.health("slack").reason();
    second.resume("slack", "ada");

    world.turnUntil("all", Duration.ofSeconds(1), 20, () -> world.open() == 0);
    assertThat(whilePaused).isZero();
    assertThat(reason).isEqualTo("Paused by ada: the channel moves");
    assertThat(told("destination.paused")).isEqualTo(1);
    assertThat(told("destination.resumed")).isEqualTo(1);
    world.assertBooksBalance();
  }

  @Test
  void our_own_network_is_charged_to_nobody() {
    world.definitions.define("other", world.other, ONE);
    down(world.slack, Retry.unreached("unresolved_host", "no a", new Unreached("a", false)));
    down(world.other, Retry.unreached("unresolved_host", "no b", new Unreached("b", false)));
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 5));
    lanes.take(world.decide(OTHER, 5));

    world.turnUntil("many tries", Duration.ofSeconds(10), 200, () -> calls.get() > 30);
    List<String> codes =
        List.of(
            String.valueOf(lanes.health("slack").code()),
            String.valueOf(lanes.health("other").code()));
    long charged = world.count("open_delivery", "attempts > 0");
    world.slack.answer(ScriptedDestination::delivered);
    world.other.answer(ScriptedDestination::delivered);
    world.turnUntil("all", Duration.ofSeconds(20), 60, () -> world.open() == 0);

    assertThat(codes).contains("our_network");
    assertThat(charged).isLessThanOrEqualTo(5);
    assertThat(told("destination.failing")).isZero();
    world.assertBooksBalance();
  }

  @Test
  void when_all_hosts_fall_silent_nothing_is_charged_or_paused_and_all_goes_on_with_the_network() {
    world.definitions.define("other", world.other, ONE);
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 1));
    lanes.take(world.decide(OTHER, 1));
    world.await("the network works", () -> world.open() == 0);
    world.clock.turn(Duration.ofSeconds(1));
    down(world.slack, Retry.unreached("connect_timeout", "no a", silent("a.example")));
    down(world.other, Retry.unreached("connect_timeout", "no b", silent("b.example")));
    lanes.take(world.decide(ALERTS, 5));
    lanes.take(world.decide(OTHER, 5));

    world.turnUntil("many tries", Duration.ofSeconds(10), 400, () -> calls.get() > 80);
    // The last of these may still be under way.
    world.await("a wait", () -> lanes.health("slack").state() == State.WAITING);
    DestinationHealth health = lanes.health("slack");
    long charged = world.count("open_delivery", "attempts > 0");
    world.slack.answer(ScriptedDestination::delivered);
    world.other.answer(ScriptedDestination::delivered);
    world.turnUntil("all", Duration.ofSeconds(20), 60, () -> world.open() == 0);

    assertThat(health.state()).isEqualTo(State.WAITING);
    assertThat(health.code()).isEqualTo("our_network");
    assertThat(health.reason()).contains("Our own network or DNS seems down");
    assertThat(charged).isZero();
    assertThat(told("destination.failing") + told("destination.paused")).isZero();
    assertThat(world.count("delivery", "state = 'delivered' and attempts = 1")).isEqualTo(12);
    world.assertBooksBalance();
  }

  @Test
  void one_destination_alone_that_is_silent_is_held_like_any_that_fails() {
    down(world.slack, Retry.unreached("connect_timeout", "no a", silent("a.example")));
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 50));

    world.await("the circuit", () -> lanes.health("slack").state() == State.FAILING);

    assertThat(lanes.health("slack").code()).isEqualTo("connect_timeout");
  }

  @Test
  void a_person_who_resumes_it_while_a_probe_is_under_way_need_not_wait_for_the_next() {
    AtomicInteger inVain = new AtomicInteger(Integer.MAX_VALUE);
    world.slack.answer(attempt ->
        calls.incrementAndGet() <= inVain.get()
            ? AttemptReport.same(attempt, DOWN, null, "no")
            : ScriptedDestination.delivered(attempt));
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 50));
    world.turnUntil(
        "the pause",
        Duration.ofMinutes(5),
        60,
        () -> lanes.health("slack").state() == State.PAUSED);
    world.slack.stick();
    world.turnUntil("a probe", Duration.ofMinutes(20), 6, () -> world.slack.waiting() == 1);

    lanes.resume("slack", "ada");
    inVain.set(calls.get());
    world.slack.release();

    world.await("what was not tried yet", () -> world.slack.received().size() >= 20);
  }

  private static Unreached silent(String host) {
    return new Unreached(host, Set.of(), false, true);
  }

  @Test
  void one_host_that_cannot_be_reached_while_others_answer_is_its_own_fault() {
    down(world.slack, Retry.unreached("unresolved_host", "no a", new Unreached("a", false)));
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 50));
    lanes.take(world.decide(OTHER, 5));

    world.await("the circuit", () -> lanes.health("slack").state() == State.FAILING);

    assertThat(lanes.health("slack").code()).isEqualTo("unresolved_host");
    assertThat(world.count("open_delivery", "attempts > 0")).isLessThanOrEqualTo(5);
  }

  @Test
  void what_may_have_arrived_is_given_up_where_that_is_wanted() {
    world.definitions.policy(new Policy(false, true, 20, true));
    world.definitions.define("slack", world.slack, ONE);
    down(world.slack, new Retry("connection_lost", "No answer.", true));
    Lanes lanes = world.start();

    lanes.take(world.decide(ALERTS, 1));
    world.await("the end", () -> world.open() == 0);

    assertThat(
            world.count(
                "delivery",
                "state = 'dead' and code = 'maybe_delivered' and extra ->> 'answer' = 'no'"))
        .isEqualTo(1);
    world.assertBooksBalance();
  }

  @Test
  void of_a_backlog_the_newest_goes_first_where_that_is_wanted() {
    world.definitions.policy(new Policy(true, false, 20, true));
    world.definitions.define("slack", world.slack, ONE);
    world.bounds(new LaneBounds(100_000, 1 << 20, 1 << 20, 10, 100, 1_000));
    world.slack.stick();
    Lanes lanes = world.start();
    List<OpenDelivery> old = world.decide(ALERTS, 40);
    lanes.take(old);
    world.await("the first", () -> world.slack.waiting() == 1);
    world.clock.turn(Duration.ofSeconds(1));

    List<OpenDelivery> young = world.decide(ALERTS, 30);
    lanes.take(young);
    world.slack.release();
    world.await("all", () -> world.open() == 0);

    List<DeliveryId> last = young.stream().map(it -> it.deliveries().getFirst().id()).toList();
    assertThat(world.slack.received().subList(1, 31))
        .extracting(Received::id)
        .hasSameElementsAs(last);
    world.assertBooksBalance();
  }
}
