package io.ingestlayer.testkit.slack;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/// How fast messages may come per channel: so many at once, and then one per interval. Only a message that would be
/// accepted counts.
final class Pace {
  private final Map<String, Instant> fullAgainAt = new HashMap<>();
  private int burst;
  private Duration interval;

  Pace(int burst, Duration interval) {
    this.burst = burst;
    this.interval = interval;
  }

  synchronized void set(int newBurst, Duration newInterval) {
    burst = newBurst;
    interval = newInterval;
    fullAgainAt.clear();
  }

  /// Takes a place for one message, or says after how many whole seconds there will be one.
  synchronized OptionalLong take(String channel, Instant now) {
    Instant fullAgain = fullAgainAt.getOrDefault(channel, now);
    Instant after = (fullAgain.isBefore(now) ? now : fullAgain).plus(interval);
    Duration tooEarly = Duration.between(now, after).minus(interval.multipliedBy(burst));
    if (tooEarly.isPositive()) {
      return OptionalLong.of(tooEarly.plusSeconds(1).minusNanos(1).toSeconds());
    }
    fullAgainAt.put(channel, after);
    return OptionalLong.empty();
  }
}
