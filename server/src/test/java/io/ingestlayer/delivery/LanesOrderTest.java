package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.DeliveryOperations.Retried;
import io.ingestlayer.delivery.DestinationHealth.State;
import io.ingestlayer.delivery.ScriptedDestination.Received;
import io.ingestlayer.platform.db.Database;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What has the same key goes one after the other, the oldest first; other keys are not held up.
///
/// The n-th event of a test has n as its number.
class LanesOrderTest {
  private static final LaneKey ALERTS = new LaneKey("slack", "#alerts");
  private static final LaneKey OTHER = new LaneKey("other", "");
  private static final Retry DOWN = new Retry("http_503", "It is down.", false);
  private static final Reject NO = new Reject("too_long", "40 001 characters.", "Shorten it.");
  private static final RateLimited SLOWER =
      new RateLimited("ratelimited", "Slow down.", Duration.ofSeconds(1));
  private static final Duration WHILE = Duration.ofMillis(300);

  private final DeliveryWorld world = new DeliveryWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private DeliveryOperations operations(Lanes lanes) {
    return new PostgresDeliveryOperations(
        world.database,
        world.definitions,
        world.openRows(),
        lanes,
        world.timer,
        new SplittableRandom(9));
  }

  private static long number(Delivery delivery) {
    return delivery.event().offset().position() + 1;
  }

  /// The numbers of the events that arrived, in that order.
  private static List<Long> numbers(ScriptedDestination destination) {
    return destination.received().stream()
        .map(it -> it.scope().event().offset().position() + 1)
        .toList();
  }

  private static Function<Attempt, AttemptReport> failing(long number, AttemptResult with) {
    return attempt ->
        number(attempt.deliveries().getFirst()) == number
            ? AttemptReport.same(attempt, with, null, "no")
            : ScriptedDestination.delivered(attempt);
  }

  @Test
  void what_has_the_same_key_goes_in_order_over_retries_and_others_are_not_held_up() {
    world.definitions.orderBy("$event.n % 4");
    world.definitions.define(
        "other",
        world.other,
        new LaneSpec(8, 1, null),
        List.of(Duration.ofSeconds(5), Duration.ofSeconds(5)));
    Map<DeliveryId, Integer> tries = new HashMap<>();
    world.other.answer(attempt -> {
      Delivery delivery = attempt.deliveries().getFirst();
      boolean fails = number(delivery) % 4 == 2 && tries.merge(delivery.id(), 1, Integer::sum) == 1;
      return fails
          ? AttemptReport.same(attempt, DOWN, null, null)
          : ScriptedDestination.delivered(attempt);
    });
    Lanes lanes = world.start();

    lanes.take(world.decide(OTHER, 40));
    world.await("the other keys", () -> world.other.received().size() == 30);
    world.turnUntil("all", Duration.ofSeconds(1), 200, () -> world.open() == 0);

    assertThat(world.other.received()).extracting(Received::id).doesNotHaveDuplicates().hasSize(40);
    assertInOrder(numbers(world.other), 4);
    world.assertBooksBalance();
  }

  private static void assertInOrder(List<Long> numbers, int keys) {
    for (int key = 0; key < keys; key++) {
      int of = key;
      assertThat(numbers.stream().filter(it -> it % keys == of)).as("key " + key).isSorted();
    }
  }

  @Test
  void a_replayed_one_is_never_under_way_beside_a_live_one_of_its_key_and_the_older_goes_first() {
    world.definitions.orderBy("$event.n == 4");
    world.replay(OTHER, 2);
    world.other.stick();
    Lanes lanes = world.start();
    world.await("the first replayed", () -> world.other.waiting() == 1);

    lanes.take(world.decide(OTHER, 3));
    world.await("the one of another key", () -> world.other.waiting() == 2);
    DeliveryWorld.settle(WHILE);
    List<Long> atOnce = numbers(world.other);
    world.other.release();
    world.await("all of them", () -> world.open() == 0);

    assertThat(atOnce).containsExactly(1L, 4L);
    assertThat(numbers(world.other)).containsExactly(1L, 4L, 2L, 3L, 5L);
    world.assertBooksBalance();
  }

  @Test
  void a_replayed_one_that_a_live_one_waits_for_goes_among_what_is_live_and_others_go_last() {
    world.definitions.orderBy("$event.n % 20");
    world.slack.stick();
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 1));
    world.await("something under way", () -> world.slack.waiting() == 1);
    world.replay(ALERTS, 2);
    lanes.lookAt(ALERTS);
    world.await("both replayed in memory", () -> lanes.health("slack").inMemory() == 3);

    lanes.take(world.decide(ALERTS, 19));
    world.slack.release();
    world.await("all of them", () -> world.open() == 0);

    List<Long> numbers = numbers(world.slack);
    assertThat(numbers).hasSize(22).doesNotHaveDuplicates();
    assertThat(numbers.indexOf(2L)).isLessThan(10).isLessThan(numbers.indexOf(22L));
    assertThat(numbers.subList(0, numbers.indexOf(3L))).containsAll(between(4, 20));
    world.assertBooksBalance();
  }

  @Test
  void so_it_does_when_nothing_of_it_is_in_memory() {
    world.definitions.orderBy("$event.n % 20");
    world.replay(ALERTS, 2);
    world.decide(ALERTS, 19);

    world.start();
    world.await("all of them", () -> world.open() == 0);

    List<Long> numbers = numbers(world.slack);
    assertThat(numbers).hasSize(21).doesNotHaveDuplicates();
    assertThat(numbers.indexOf(1L)).isLessThan(numbers.indexOf(21L));
    assertThat(numbers.subList(0, numbers.indexOf(2L))).containsAll(between(3, 20)).contains(1L);
    world.assertBooksBalance();
  }

  private static List<Long> between(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void so_it_does_when_the_vendor_asked_it_to_wait_meanwhile() {
    world.definitions.orderBy("($event.n - 1) % 10 == 0 ? 'key' : $event.none");
    AtomicInteger calls = new AtomicInteger();
    world.slack.answer(attempt ->
        calls.incrementAndGet() == 1
            ? AttemptReport.same(attempt, SLOWER, null, null)
            : ScriptedDestination.delivered(attempt));
    world.replay(ALERTS, 1);
    world.slack.stick();
    Lanes lanes = world.start();
    world.await("the replayed one", () -> world.slack.waiting() == 1);

    lanes.take(world.decide(ALERTS, 10));
    DeliveryWorld.settle(WHILE);
    world.slack.release();
    world.await("its wait", () -> lanes.health("slack").state() == State.WAITING);
    DeliveryWorld.settle(WHILE);
    lanes.take(world.decide(ALERTS, 8));
    world.turnUntil("all of them", Duration.ofSeconds(1), 20, () -> world.open() == 0);

    List<Long> numbers = numbers(world.slack);
    assertThat(numbers).hasSize(19).doesNotHaveDuplicates();
    assertThat(numbers.indexOf(1L)).isEqualTo(9).isLessThan(numbers.indexOf(11L));
    world.assertBooksBalance();
  }

  @Test
  void one_that_is_retried_by_a_person_goes_before_younger_ones_that_are_not_under_way() {
    world.definitions.orderBy("$event.n == 4 ? 'another' : $event.n == 2");
    world.slack.answer(failing(1, NO));
    Lanes lanes = world.start();
    DeliveryId dead = first(world.decide(ALERTS, 1), lanes);
    world.await("its end", () -> world.open() == 0);
    world.slack.answer(ScriptedDestination::delivered);
    world.slack.stick();
    lanes.take(world.decide(ALERTS, 1));
    world.await("another key", () -> world.slack.waiting() == 1);
    lanes.take(world.decide(ALERTS, 1));
    world.await("a younger one in memory", () -> lanes.health("slack").inMemory() == 2);

    Retried retried = operations(lanes).retry(dead);
    lanes.take(world.decide(ALERTS, 1));
    world.await("what was committed last in memory", () -> lanes.health("slack").inMemory() == 3);
    world.slack.release();
    world.await("all of them", () -> world.open() == 0);

    assertThat(retried).isInstanceOf(Retried.As.class);
    assertThat(numbers(world.slack)).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    assertThat(numbers(world.slack)).containsSubsequence(2L, 1L, 3L);
    world.assertBooksBalance();
  }

  @Test
  void one_that_is_retried_by_a_person_waits_for_the_younger_one_that_is_under_way() {
    world.definitions.orderBy("$event.destination");
    world.other.answer(failing(1, NO));
    Lanes lanes = world.start();
    DeliveryId dead = first(world.decide(OTHER, 1), lanes);
    world.await("its end", () -> world.open() == 0);
    world.other.answer(ScriptedDestination::delivered);
    world.other.stick();
    lanes.take(world.decide(OTHER, 2));
    world.await("the younger one", () -> world.other.waiting() == 1);

    operations(lanes).retry(dead);
    DeliveryWorld.settle(WHILE);
    List<Long> meanwhile = numbers(world.other);
    world.other.release();
    world.await("all of them", () -> world.open() == 0);

    assertThat(meanwhile).containsExactly(2L);
    assertThat(numbers(world.other)).containsExactly(2L, 1L, 3L);
    world.assertBooksBalance();
  }

  private static DeliveryId first(List<OpenDelivery> decided, Lanes lanes) {
    lanes.take(decided);
    return decided.getFirst().deliveries().getFirst().id();
  }

  @Test
  void the_next_goes_at_once_when_the_one_before_is_canceled() {
    world.definitions.orderBy("$event.destination");
    world.other.answer(failing(1, DOWN));
    Lanes lanes = world.start();
    DeliveryId failing = first(world.decide(OTHER, 3), lanes);
    world.await("a try", () -> world.count("open_delivery", "attempts = 1") == 1);
    DeliveryWorld.settle(WHILE);
    List<Long> meanwhile = numbers(world.other);

    operations(lanes).cancel(failing);
    world.await("the rest, without the clock being turned", () -> world.open() == 0);

    assertThat(meanwhile).isEmpty();
    assertThat(numbers(world.other)).containsExactly(2L, 3L);
    world.assertBooksBalance();
  }

  @Test
  void the_order_holds_over_a_crash_with_one_that_fails_in_the_middle_and_nothing_is_lost() {
    world.definitions.orderBy("$event.n % 5");
    world.definitions.define(
        "other",
        world.other,
        new LaneSpec(4, 1, null),
        Collections.nCopies(20, Duration.ofMinutes(1)));
    world.other.answer(failing(12, DOWN));
    Database first = world.another(world.postgres.port(), 4);
    Lanes crashed = world.start(first, "node-1");
    crashed.take(world.decide(OTHER, 60));
    world.await("all that is not behind it", () -> world.other.received().size() == 50);
    world.replay(OTHER, 5);
    world.other.stick();
    crashed.take(world.decide(OTHER, 10));
    world.await("four keys under way", () -> world.other.waiting() == 4);

    first.close();
    world.other.release();
    world.await("the answers", () -> world.other.waiting() == 0);
    List<Long> before = numbers(world.other);
    world.start();
    world.await("all but one key", () -> world.count("delivery", "true") == 62);
    List<Long> stillBehind = numbers(world.other);
    world.other.answer(ScriptedDestination::delivered);
    world.turnUntil("all of them", Duration.ofSeconds(10), 60, () -> world.open() == 0);

    assertThat(before).hasSize(54);
    assertThat(stillBehind.stream().filter(it -> it % 5 == 2)).containsExactly(2L, 7L);
    // What was under way is sent again, as nobody remembers that it was; each before what comes
    // after it.
    assertThat(numbers(world.other)).hasSize(79);
    assertInOrder(numbers(world.other), 5);
    assertThat(world.count("delivery", "state = 'delivered'")).isEqualTo(75);
    world.assertBooksBalance();
  }
}
