package io.ingestlayer.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BodyPaceTest {
  private static final BodyPace PACE = new BodyPace(1_000, Duration.ofSeconds(10));

  private static boolean isTooSlow(long bytes, Duration after) {
    return PACE.isTooSlow(bytes, after.toNanos());
  }

  @Test
  void nothing_is_too_slow_within_the_grace() {
    assertThat(isTooSlow(0, Duration.ZERO)).isFalse();
    assertThat(isTooSlow(1, Duration.ofSeconds(10))).isFalse();
    assertThat(isTooSlow(1, Duration.ofSeconds(10).plusNanos(1))).isTrue();
  }

  @Test
  void after_the_grace_the_average_since_the_beginning_counts_to_the_byte() {
    assertThat(isTooSlow(11_499, Duration.ofMillis(11_500))).isTrue();
    assertThat(isTooSlow(11_500, Duration.ofMillis(11_500))).isFalse();
    assertThat(isTooSlow(11_501, Duration.ofMillis(11_500))).isFalse();
  }

  @Test
  void a_fraction_of_a_second_is_not_given_away() {
    BodyPace impatient = new BodyPace(1_000, Duration.ofMillis(10));

    assertThat(impatient.isTooSlow(10, Duration.ofMillis(500).toNanos())).isTrue();
    assertThat(impatient.isTooSlow(500, Duration.ofMillis(500).toNanos())).isFalse();
  }

  @Test
  void a_long_body_at_a_high_pace_does_not_overflow() {
    BodyPace swift = new BodyPace(Integer.MAX_VALUE, Duration.ZERO);

    assertThat(swift.isTooSlow(1L << 30, Duration.ofDays(30).toNanos())).isTrue();
  }

  @Test
  void a_pace_of_nothing_is_none() {
    assertThatThrownBy(() -> new BodyPace(0, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BodyPace(1, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
