package io.ingestlayer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.DeliveryFilter;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
  private static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");
  private static final Replay REPLAY =
      new Replay(
          new ReplayId(new UUID(0x7000, 1)),
          1001,
          new Selection.OfDeliveries(DeliveryFilter.ALL.withState("dead")),
          10,
          Replay.State.RUNNING,
          NINE,
          null,
          0,
          null,
          false,
          Replay.Progress.NONE);

  @Test
  void a_clock_that_is_set_back_an_hour_stops_nothing() {
    ReplayWindow window = new ReplayWindow();
    assertThat(window.room(REPLAY, 0, NINE)).isEqualTo(10);
    window.promised(10);
    Instant eight = NINE.minusSeconds(3_600);

    int atOnce = window.room(REPLAY, 10, eight);
    int aSecondLater = window.room(REPLAY, 10, eight.plusSeconds(1));

    assertThat(atOnce).isZero();
    assertThat(aSecondLater).isEqualTo(10);
  }

  @Test
  void what_is_not_used_is_not_saved_up() {
    ReplayWindow window = new ReplayWindow();

    int first = window.room(REPLAY, 0, NINE);
    int anHourLater = window.room(REPLAY, 0, NINE.plusSeconds(3_600));

    assertThat(first).isEqualTo(10);
    assertThat(anHourLater).isEqualTo(10);
  }
}
