package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A destination, or one lane of it, is broken until a person mends it; now and then one attempt looks whether it still is.
///
/// @param since when it was found broken
/// @param probes how often it was looked since
/// @param nextProbe not before that
record Holding(Hold why, Instant since, int probes, Instant nextProbe) {
  private static final List<Duration> PROBES =
      List.of(
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10));

  static Holding begin(Hold why, Instant now) {
    return new Holding(why, now, 0, now.plus(PROBES.getFirst()));
  }

  /// It was looked, and it is still broken.
  Holding still(Hold newest, Instant now) {
    int done = probes + 1;
    Duration wait = PROBES.get(Math.min(done, PROBES.size() - 1));
    return new Holding(newest, since, done, now.plus(wait));
  }

  /// Something has changed: it may be looked at once.
  Holding probeNow(Instant now) {
    return new Holding(why, since, 0, now);
  }
}
