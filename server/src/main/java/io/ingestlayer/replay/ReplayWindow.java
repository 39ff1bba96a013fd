package io.ingestlayer.replay;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How much a replay may have promised and not yet heard of: about what is sent in ten seconds, so that one that is paused or
/// canceled soon sends nothing more. One thread.
final class ReplayWindow {
  static final int LEAST = 20;
  static final int MOST = 10_000;
  private static final Duration AHEAD = Duration.ofSeconds(10);

  private @Nullable Instant since;
  private long endedThen;
  private double perSecond;
  private double allowance;
  private @Nullable Instant allowedAt;

  /// How many may be promised now.
  ///
  /// @param ended deliveries of it that have ended so far
  int room(Replay replay, long ended, Instant now) {
    measure(ended, now);
    long window = Math.clamp((long) (perSecond * AHEAD.toSeconds() * 1.5), LEAST, MOST);
    long byWindow = window - replay.progress().open();
    allow(replay.perSecond(), now);
    return Math.clamp(Math.min(byWindow, (long) allowance), 0, MOST);
  }

  /// So many were promised.
  void promised(int deliveries) {
    allowance -= deliveries;
  }

  private void allow(int rate, Instant now) {
    Instant before = allowedAt;
    double seconds = before == null ? 1 : seconds(before, now);
    allowance = Math.min(allowance + seconds * rate, Math.max(1, rate));
    allowedAt = now;
  }

  /// What came to an end in a second lately, smoothed.
  private void measure(long ended, Instant now) {
    Instant before = since;
    if (before == null) {
      since = now;
      endedThen = ended;
      return;
    }
    double seconds = seconds(before, now);
    if (now.isBefore(before)) {
      since = now;
      endedThen = ended;
    } else if (seconds >= 1) {
      double rate = (ended - endedThen) / seconds;
      perSecond = perSecond == 0 ? rate : 0.5 * perSecond + 0.5 * rate;
      since = now;
      endedThen = ended;
    }
  }

  /// None when the clock was set back meanwhile.
  private static double seconds(Instant before, Instant now) {
    return Math.max(0, Duration.between(before, now).toMillis() / 1_000.0);
  }
}
