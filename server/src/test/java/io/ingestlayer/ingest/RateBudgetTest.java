package io.ingestlayer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.clock.TurnableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateBudgetTest {
  private final TurnableClock clock = TurnableClock.start();
  private final RateBudget budget =
      new RateBudget(new TurnedTimer(clock), new RateBudget.Settings(100, 250, 10));

  private long allowed(String key, int asked) {
    return IntStream.range(0, asked).filter(it -> budget.take(key).allowed()).count();
  }

  @Test
  void gives_a_burst_after_a_rest_and_then_the_rate() {
    long burst = allowed("k", 1_000);
    clock.turn(Duration.ofSeconds(1));
    long afterASecond = allowed("k", 1_000);
    clock.turn(Duration.ofMinutes(5));
    long afterALongTime = allowed("k", 1_000);

    assertThat(burst).isEqualTo(250);
    assertThat(afterASecond).isEqualTo(100);
    assertThat(afterALongTime).isEqualTo(250);
  }

  @Test
  void one_key_does_not_use_up_what_is_another_s() {
    allowed("greedy", 1_000);

    assertThat(allowed("modest", 10)).isEqualTo(10);
  }

  @Test
  void says_what_is_left_and_when_to_come_again() {
    Map<String, String> first = budget.headers(budget.take("k"));
    allowed("k", 1_000);
    Map<String, String> over = budget.headers(budget.take("k"));

    assertThat(first)
        .containsOnly(
            Map.entry("RateLimit-Policy", "\"ingest\";q=100;w=1"),
            Map.entry("RateLimit", "\"ingest\";r=249;t=1"));
    assertThat(over)
        .containsEntry("RateLimit", "\"ingest\";r=0;t=3")
        .containsEntry("Retry-After", "1");
  }

  @Test
  void a_clock_that_is_set_back_locks_nobody_out() {
    AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-07-01T12:00:00Z"));
    RateBudget ofThatClock = new RateBudget(timer(time), new RateBudget.Settings(100, 250, 10));
    ofThatClock.take("k");

    time.set(Instant.parse("2026-06-01T00:00:00Z"));
    boolean atOnce = ofThatClock.take("k").allowed();
    time.set(Instant.parse("2026-06-01T00:00:01Z"));
    boolean soon = ofThatClock.take("k").allowed();

    assertThat(atOnce).isFalse();
    assertThat(soon).isTrue();
  }

  private static Timer timer(AtomicReference<Instant> time) {
    return new Timer() {
      @Override
      public Instant instant() {
        return time.get();
      }

      @Override
      public Scheduled at(Instant when, Runnable task) {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Test
  void remembers_a_bounded_number_of_keys() {
    for (int key = 0; key < 10_000; key++) {
      assertThat(budget.take("key" + key).allowed()).isTrue();
    }
  }
}
