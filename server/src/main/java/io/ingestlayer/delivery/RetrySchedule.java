package io.ingestlayer.delivery;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// When to try again: the delay after the first attempt that failed, after the second, and so on; then no more.
///
/// Each delay is spread by 0.8 to 1.2, so that what failed together does not come back together.
public record RetrySchedule(List<Duration> delays) {
  private static final double SPREAD_MIN = 0.8;
  private static final double SPREAD = 0.4;

  /// Eight attempts in some 80 hours.
  public static final RetrySchedule DEFAULT =
      new RetrySchedule(
          List.of(
              Duration.ofSeconds(30),
              Duration.ofMinutes(2),
              Duration.ofMinutes(10),
              Duration.ofHours(1),
              Duration.ofHours(6),
              Duration.ofHours(24),
              Duration.ofHours(48)));

  public RetrySchedule {
    delays = List.copyOf(delays);
    if (delays.stream().anyMatch(it -> it.isNegative() || it.isZero())) {
      throw new IllegalArgumentException("a delay between attempts is some time");
    }
  }

  /// The definition's own schedule, or the default.
  static RetrySchedule of(@Nullable List<Duration> own) {
    return own == null ? DEFAULT : new RetrySchedule(own);
  }

  public int attemptsMax() {
    return delays.size() + 1;
  }

  /// How long to wait after so many attempts that counted; null when that was the last.
  ///
  /// @param chance from 0 up to 1
  @Nullable Duration after(int attempts, double chance) {
    if (attempts >= attemptsMax()) {
      return null;
    }
    double millis = delays.get(attempts - 1).toMillis() * (SPREAD_MIN + SPREAD * chance);
    return Duration.ofMillis(Math.max(1, Math.round(millis)));
  }
}
