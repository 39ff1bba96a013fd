package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.ScriptedDestination.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who goes first in a lane, and who waits for whom.
class LanesFairnessTest {
  private static final LaneKey ALERTS = new LaneKey("slack", "#alerts");
  private static final LaneBounds TWENTY_ROWS =
      new LaneBounds(100_000, 1 << 20, 1 << 20, 20, 100, 1_000);

  private final DeliveryWorld world = new DeliveryWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private static Set<DeliveryId> ids(List<OpenDelivery> rows) {
    return rows.stream()
        .flatMap(it -> it.deliveries().stream())
        .map(Delivery::id)
        .collect(Collectors.toSet());
  }

  /// At which places, from 0, those of the rows were received.
  private List<Integer> places(List<OpenDelivery> rows) {
    Set<DeliveryId> wanted = ids(rows);
    List<Received> received = world.slack.received();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < received.size(); i++) {
      if (wanted.contains(received.get(i).id())) {
        places.add(i);
      }
    }
    return places;
  }

  @Test
  void what_is_replayed_goes_only_while_nothing_live_waits_in_memory_or_in_the_table() {
    world.bounds(TWENTY_ROWS);
    List<OpenDelivery> replayed = world.replay(ALERTS, 60);
    world.slack.stick();
    Lanes lanes = world.start();
    world.await("the first replay", () -> world.slack.waiting() == 1);
    world.await("a full memory", () -> lanes.health("slack").inMemory() >= 10);

    List<OpenDelivery> live = world.decide(ALERTS, 50);
    lanes.take(live);
    world.slack.release();
    world.await("all of them", () -> world.open() == 0);

    assertThat(places(live)).hasSize(50).last().isEqualTo(50);
    assertThat(places(replayed)).hasSize(60).first().isEqualTo(0);
    assertThat(world.slack.received()).extracting(Received::id).doesNotHaveDuplicates();
    world.assertBooksBalance();
  }

  @Test
  void a_retry_that_is_due_goes_before_what_is_replayed() {
    world.slack.answer(
        ScriptedDestination.always(new AttemptResult.Retry("http_500", "It is down.", false)));
    Lanes lanes = world.start();
    List<OpenDelivery> live = world.decide(ALERTS, 1);
    lanes.take(live);
    world.await("a try", () -> world.count("open_delivery", "attempts = 1") == 1);
    world.slack.answer(ScriptedDestination::delivered);
    world.slack.stick();
    List<OpenDelivery> replayed = world.replay(ALERTS, 10);
    lanes.lookAt(ALERTS);
    world.await("the first replay", () -> world.slack.waiting() == 1);

    world.clock.turn(Duration.ofSeconds(40));
    world.slack.release();
    world.turnUntil("all of them", Duration.ofSeconds(1), 20, () -> world.open() == 0);

    assertThat(places(live)).containsExactly(1);
    assertThat(places(replayed)).hasSize(10);
    world.assertBooksBalance();
  }

  @Test
  void what_had_no_room_is_read_as_soon_as_there_is_some() {
    world.bounds(TWENTY_ROWS);
    world.slack.stick();
    Lanes lanes = world.start();
    for (int i = 0; i < 5; i++) {
      lanes.take(world.decide(ALERTS, 40));
    }
    world.await("the first", () -> world.slack.waiting() == 1);

    world.slack.release();
    world.await("all of them, without the clock being turned", () -> world.open() == 0);

    assertThat(world.slack.received())
        .extracting(Received::id)
        .doesNotHaveDuplicates()
        .hasSize(200);
    world.assertBooksBalance();
  }

  @Test
  void what_is_yet_to_be_handed_over_is_not_read_before_it() {
    world.bounds(TWENTY_ROWS);
    world.slack.stick();
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 40));
    List<OpenDelivery> late = world.decide(ALERTS, 10);
    world.slack.release();
    world.await("what was handed over", () -> world.slack.received().size() == 40);
    DeliveryWorld.settle(Duration.ofMillis(300));
    int before = world.slack.received().size();

    lanes.take(late);
    world.await("the rest", () -> world.open() == 0);

    assertThat(before).isEqualTo(40);
    assertThat(world.slack.received()).extracting(Received::id).doesNotHaveDuplicates().hasSize(50);
    world.assertBooksBalance();
  }

  @Test
  void a_pipeline_with_much_to_send_does_not_keep_another_waiting() {
    world.bounds(TWENTY_ROWS);
    world.slack.stick();
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 500));
    world.pipeline(Definitions.SECOND_PIPELINE);
    List<OpenDelivery> few = world.decide(ALERTS, 10);

    lanes.take(few);
    world.slack.release();
    world.await("all of them", () -> world.open() == 0);

    assertThat(places(few)).hasSize(10).last().matches(it -> it < 45);
    world.assertBooksBalance();
  }

  @Test
  void nor_when_both_are_read_from_the_table() {
    world.bounds(TWENTY_ROWS);
    world.decide(ALERTS, 500);
    world.clock.turn(Duration.ofSeconds(1));
    world.pipeline(Definitions.SECOND_PIPELINE);
    List<OpenDelivery> few = world.decide(ALERTS, 10);
    world.clock.turn(Lane.HANDOVER);

    world.start();
    world.await("all of them", () -> world.open() == 0);

    assertThat(places(few)).hasSize(10).last().matches(it -> it < 45);
    world.assertBooksBalance();
  }
}
