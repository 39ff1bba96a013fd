package io.ingestlayer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.DestinationHealth.State;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One of ten destinations is down for six hours at 100 messages a second, 2,160,000 in all, and comes back.
class SixHoursDownTest {
  private static final int BROKEN = 0;
  private static final String NAME = TenDestinations.name(BROKEN);
  private static final int A_SECOND = 100;
  private static final int HEALTHY_A_MINUTE = 60;
  private static final Rate RATE = new Rate(1_000, Duration.ofSeconds(1));
  private static final int MINUTES_BEFORE = 10;
  private static final int MINUTES_DOWN = 6 * 60;

  /// Five failures have held it by then.
  private static final int MINUTES_UNTIL_HELD = 10;

  private final TenDestinations ten = new TenDestinations(RATE);
  private final Tally broken = ten.tally(BROKEN);
  private int inMemoryMax;

  @AfterEach
  void close() {
    ten.close();
  }

  @Test
  void nine_get_everything_at_once_and_the_tenth_gets_its_backlog_at_its_rate() {
    for (int i = 0; i < TenDestinations.COUNT; i++) {
      ten.messagesAMinute(i, i == BROKEN ? 60 * A_SECOND : HEALTHY_A_MINUTE);
    }
    for (int minute = 0; minute < MINUTES_BEFORE; minute++) {
      minute();
      drain();
    }

    broken.goDown();
    int heldInMemoryMax = 0;
    for (int minute = 1; minute <= MINUTES_DOWN; minute++) {
      minute();
      heldInMemoryMax =
          minute < MINUTES_UNTIL_HELD ? 0 : Math.max(heldInMemoryMax, ten.inMemory(BROKEN));
    }
    State whileDown = ten.lanes().health(NAME).state();
    long waiting = ten.open(BROKEN);
    int callsInVain = broken.callsInVain();
    Instant back = ten.now();
    broken.comeBack(back);
    ten.lanes().resume(NAME, "ada");
    drain();
    Duration drained = Duration.between(back, ten.now());

    assertThat(whileDown).isEqualTo(State.PAUSED);
    assertThat(waiting).isEqualTo((long) MINUTES_DOWN * 60 * A_SECOND);
    assertThat(callsInVain).isBetween(20, 20 + MINUTES_DOWN / 60);
    assertThat(heldInMemoryMax)
        .as("a probe and the row it takes")
        .isLessThanOrEqualTo(A_SECOND + 1);
    assertThat(inMemoryMax).isBetween(RATE.messages(), TenDestinations.IN_MEMORY_MAX);
    assertThat(broken.tooFast()).isZero();
    assertThat(broken.outOfOrder()).isZero();
    assertThat(broken.repeats()).isZero();
    assertThat(drained)
        .isBetween(leastTime(waiting), leastTime(waiting).multipliedBy(5).dividedBy(4));
    ten.await("no open rows", () -> ten.open(BROKEN) == 0);
    assertThat(ten.problems()).isEmpty();
  }

  private static Duration leastTime(long deliveries) {
    return RATE.per().multipliedBy(deliveries).dividedBy(RATE.messages());
  }

  /// Nine have all that was decided in it before the clock is turned again.
  private void minute() {
    ten.minute(A_SECOND);
    for (int i = 0; i < TenDestinations.COUNT; i++) {
      if (i != BROKEN) {
        arrived(i);
      }
    }
    look();
  }

  private void arrived(int destination) {
    Tally tally = ten.tally(destination);
    ten.await("all to " + destination, () -> tally.taken() == ten.decided(destination));
    assertThat(tally.late()).isZero();
    assertThat(tally.repeats()).isZero();
  }

  private void look() {
    inMemoryMax = Math.max(inMemoryMax, ten.inMemory());
  }

  /// The clock is turned on only to where the rate allows something more, and there the lane must send it.
  private void drain() {
    while (broken.taken() < ten.decided(BROKEN)) {
      ten.await("what the rate allows", () -> broken.next().isAfter(ten.now()));
      look();
      if (broken.next().isBefore(ten.nextMinute())) {
        ten.turnTo(broken.next());
      } else {
        minute();
      }
    }
  }
}
