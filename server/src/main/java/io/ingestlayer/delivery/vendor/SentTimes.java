package io.ingestlayer.delivery.vendor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// When the last messages were sent, where only so many may be in any so long a time. One thread at a time.
public final class SentTimes {
  private final int messagesMax;
  private final Duration per;
  private final Deque<Instant> times = new ArrayDeque<>();

  /// @param messagesMax in any time of the length `per`
  public SentTimes(int messagesMax, Duration per) {
    this.messagesMax = messagesMax;
    this.per = per;
  }

  /// How long there is no place for another; zero when there is one.
  public Duration waitAt(Instant now) {
    forget(now);
    return times.size() < messagesMax
        ? Duration.ZERO
        : Duration.between(now, times.getFirst().plus(per));
  }

  /// One is sent now.
  public void add(Instant now) {
    times.addLast(now);
  }

  /// Whether nothing was sent in that time.
  public boolean isOver(Instant now) {
    forget(now);
    return times.isEmpty();
  }

  private void forget(Instant now) {
    while (!times.isEmpty() && !times.getFirst().plus(per).isAfter(now)) {
      times.removeFirst();
    }
  }
}
