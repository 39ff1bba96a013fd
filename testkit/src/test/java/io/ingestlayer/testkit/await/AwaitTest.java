package io.ingestlayer.testkit.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {
  @Test
  void returns_as_soon_as_the_condition_holds() {
    AtomicInteger looks = new AtomicInteger();

    Await.until("the third look", Duration.ofSeconds(30), () -> looks.incrementAndGet() == 3);

    assertThat(looks).hasValue(3);
  }

  @Test
  void returns_the_first_value_that_is_there() {
    AtomicInteger looks = new AtomicInteger();

    int value =
        Await.present(
            "an even number",
            Duration.ofSeconds(30),
            () -> Optional.of(looks.addAndGet(1)).filter(n -> n % 2 == 0));

    assertThat(value).isEqualTo(2);
  }

  @Test
  void says_what_was_awaited_when_the_time_is_up() {
    assertThatThrownBy(
            () -> Await.until("the server to be ready", Duration.ofMillis(20), () -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessage("waited 0.02s for the server to be ready");
  }

  @Test
  void looks_once_even_when_there_is_no_time() {
    Await.until("what is so already", Duration.ZERO, () -> true);
  }

  @Test
  void an_interrupt_ends_the_wait() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Await.until("the sun", Duration.ofHours(1), () -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessage("interrupted while waiting for the sun");

    assertThat(Thread.interrupted()).isTrue();
  }
}
