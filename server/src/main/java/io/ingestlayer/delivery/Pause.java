package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.RateLimited;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A vendor has asked a lane to wait.
///
/// @param since when it was asked first
/// @param until nothing is sent before
/// @param times how often in a row
record Pause(Instant since, Instant until, int times, String code, String detail) {
  /// A vendor that says 0, or something below, means soon.
  static final Duration MIN = Duration.ofSeconds(1);

  /// What a vendor asks for is obeyed up to this; a typing error of theirs is not for ever.
  static final Duration MAX = Duration.ofHours(24);

  /// The longest wait where the vendor does not say.
  static final Duration UNTOLD_MAX = Duration.ofMinutes(5);

  private static final int DOUBLINGS_MAX = 16;

  static Pause of(RateLimited asked, @Nullable Pause before, Instant now) {
    if (before == null) {
      return new Pause(now, now.plus(wait(asked, 1)), 1, asked.code(), asked.detail());
    }
    // Several attempts that were under way together are told the same thing: that is once.
    boolean together = before.until().isAfter(now);
    int times = together ? before.times() : before.times() + 1;
    Instant until = now.plus(wait(asked, times));
    return new Pause(
        before.since(),
        until.isAfter(before.until()) ? until : before.until(),
        times,
        asked.code(),
        asked.detail());
  }

  private static Duration wait(RateLimited asked, int times) {
    return asked.after() == null ? untold(times) : bounded(asked.after(), MAX);
  }

  private static Duration untold(int times) {
    return bounded(MIN.multipliedBy(1L << Math.min(times - 1, DOUBLINGS_MAX)), UNTOLD_MAX);
  }

  private static Duration bounded(Duration wait, Duration max) {
    Duration atLeast = wait.compareTo(MIN) < 0 ? MIN : wait;
    return atLeast.compareTo(max) > 0 ? max : atLeast;
  }
}
