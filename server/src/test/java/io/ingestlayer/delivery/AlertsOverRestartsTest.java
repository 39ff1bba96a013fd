package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.platform.db.Database;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a destination's failures in a row lead to when the process dies in between: nothing is forgotten, nothing told
/// twice.
class AlertsOverRestartsTest {
  private static final LaneKey ALERTS = new LaneKey("slack", "#alerts");
  private static final Retry DOWN = new Retry("http_503", "It is down.", false);

  private final DeliveryWorld world = new DeliveryWorld();
  private final AtomicInteger calls = new AtomicInteger();

  @AfterEach
  void close() {
    world.close();
  }

  private void down() {
    world.slack.answer(attempt -> {
      calls.incrementAndGet();
      return AttemptReport.same(attempt, DOWN, null, "no");
    });
  }

  private void turnUntilFailures(int stored) {
    world.turnUntil(
        stored + " failures",
        Duration.ofMinutes(5),
        80,
        () -> world.count("destination_streak", "failures >= " + stored) == 1);
  }

  private long told(int percent) {
    return world.count(
        "outbox",
        "event ->> 'type' = 'destination.failing' and event #>> '{payload,percent}' = '%d'"
            .formatted(percent));
  }

  @Test
  void a_crash_between_a_failure_and_its_commit_loses_no_alert() {
    down();
    Database first = world.another(world.postgres.port(), 4);
    Lanes crashed = world.start(first, "node-1");
    crashed.take(world.decide(ALERTS, 50));
    turnUntilFailures(9);
    world.slack.stick();
    world.turnUntil("the tenth", Duration.ofMinutes(5), 80, () -> world.slack.waiting() == 1);
    first.close();
    world.slack.release();
    world.await("its answer", () -> calls.get() == 10);
    long toldBefore = told(50);

    world.start();
    turnUntilFailures(10);

    assertThat(toldBefore).isZero();
    assertThat(calls.get()).isBetween(11, 13);
    assertThat(told(50)).isEqualTo(1);
    assertThat(world.count("outbox", "event #>> '{payload,consecutive_failures}' = '10'"))
        .isEqualTo(1);
  }

  @Test
  void failures_count_on_after_a_crash_and_no_level_is_told_again() {
    down();
    Database first = world.another(world.postgres.port(), 4);
    world.start(first, "node-1").take(world.decide(ALERTS, 50));
    turnUntilFailures(11);
    first.close();
    long toldBefore = told(50);

    Lanes second = world.start();
    world.turnUntil(
        "the pause",
        Duration.ofMinutes(5),
        80,
        () -> second.health("slack").state() == DestinationHealth.State.PAUSED);
    world.await("the last level", () -> told(100) == 1);

    assertThat(toldBefore).isEqualTo(1);
    assertThat(told(50) + told(70) + told(90)).isEqualTo(3);
    assertThat(calls.get()).isBetween(20, 21);
  }

  @Test
  void what_arrives_ends_the_count_for_whoever_comes_next() {
    down();
    Lanes lanes = world.start();
    lanes.take(world.decide(ALERTS, 3));
    world.await("failures", () -> world.count("destination_streak", "failures >= 2") == 1);

    world.slack.answer(ScriptedDestination::delivered);
    world.turnUntil("all", Duration.ofMinutes(5), 60, () -> world.open() == 0);

    assertThat(world.count("destination_streak", "true")).isZero();
  }

  @Test
  void a_person_who_resumes_ends_the_count_for_whoever_comes_next() {
    down();
    Database first = world.another(world.postgres.port(), 4);
    Lanes lanes = world.start(first, "node-1");
    lanes.take(world.decide(ALERTS, 50));
    world.turnUntil(
        "the pause",
        Duration.ofMinutes(5),
        80,
        () -> lanes.health("slack").state() == DestinationHealth.State.PAUSED);
    world.await("its row", () -> world.count("destination_pause", "true") == 1);
    world.slack.stick();

    lanes.resume("slack", "ada");
    first.close();
    world.slack.release();

    assertThat(world.count("destination_streak", "true")).isZero();
  }
}
