package io.ingestlayer.testkit.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class TurnableClockTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final TurnableClock clock = new TurnableClock(START);

  @Test
  void stands_still_until_it_is_turned() {
    assertThat(clock.instant()).isEqualTo(START).isEqualTo(clock.instant());

    Instant after = clock.turn(Duration.ofSeconds(90));

    assertThat(clock.instant()).isEqualTo(after).isEqualTo(START.plusSeconds(90));
  }

  @Test
  void turns_to_a_moment_and_never_back() {
    clock.turnTo(START.plusSeconds(10));

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(10));
    assertThatThrownBy(() -> clock.turnTo(START))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never goes back");
    assertThatThrownBy(() -> clock.turn(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(10));
  }

  @Test
  void calls_listeners_in_order_on_the_turning_thread_after_the_time_moved() {
    List<String> heard = new ArrayList<>();
    clock.onTurn(to -> heard.add("first " + to + " " + to.equals(clock.instant())));
    Thread turning = Thread.currentThread();
    clock.onTurn(to -> heard.add("second " + turning.equals(Thread.currentThread())));

    clock.turn(Duration.ofSeconds(1));

    assertThat(heard).containsExactly("first 2026-03-01T12:00:01Z true", "second true");
  }

  @Test
  void a_refused_turn_calls_nobody() {
    List<Instant> heard = new ArrayList<>();
    clock.onTurn(heard::add);

    assertThatThrownBy(() -> clock.turnTo(START.minusNanos(1)))
        .isInstanceOf(IllegalArgumentException.class);
    clock.turn(Duration.ZERO);

    assertThat(heard).containsExactly(START);
  }

  @Test
  void a_listener_may_turn_the_clock_itself() {
    clock.onTurn(to -> {
      if (to.equals(START.plusSeconds(1))) {
        clock.turn(Duration.ofSeconds(1));
      }
    });

    clock.turn(Duration.ofSeconds(1));

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(2));
  }

  @Test
  void no_turn_is_lost_when_many_threads_turn() throws Exception {
    int threads = 8;
    int turns = 1000;
    CountDownLatch done = new CountDownLatch(threads);

    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < threads; i++) {
        pool.execute(() -> {
          for (int n = 0; n < turns; n++) {
            clock.turn(Duration.ofMillis(1));
          }
          done.countDown();
        });
      }
      done.await();
    }

    assertThat(clock.instant()).isEqualTo(START.plusMillis((long) threads * turns));
  }
}
