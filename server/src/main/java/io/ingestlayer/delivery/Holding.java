package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// A destination, or one lane of it, is sent nothing; now and then one attempt looks whether it still must be so.
///
/// @param since when that began
/// @param probes how often it was looked since
/// @param nextProbe not before that
record Holding(Kind kind, Hold why, Instant since, int probes, Instant nextProbe) {

  private static final List<Duration> BROKEN_WAITS = seconds(30, 60, 120, 300, 600);
  private static final List<Duration> FAILING_WAITS = seconds(5, 10, 20, 40, 80, 160, 300);
  private static final Duration PAUSED_WAIT = Duration.ofHours(1);

  /// Why nothing is sent.
  enum Kind {
    /// It says of itself that nobody's message can succeed until a person has mended it.
    BROKEN,
    /// Several attempts in a row have failed.
    FAILING,
    /// So many have that it was paused.
    PAUSED_BY_FAILURES,
    /// A person wants it so. Nobody looks.
    PAUSED_BY_PERSON
  }

  private static List<Duration> seconds(long... waits) {
    return Arrays.stream(waits).mapToObj(Duration::ofSeconds).toList();
  }

  private static Instant probeAfter(Kind kind, int probes, Instant now) {
    return switch (kind) {
      case BROKEN -> now.plus(nth(BROKEN_WAITS, probes));
      case FAILING -> now.plus(nth(FAILING_WAITS, probes));
      case PAUSED_BY_FAILURES -> now.plus(PAUSED_WAIT);
      case PAUSED_BY_PERSON -> LaneGate.WHEN_TOLD;
    };
  }

  private static Duration nth(List<Duration> waits, int probes) {
    return waits.get(Math.min(probes, waits.size() - 1));
  }

  /// Broken, as it says of itself.
  static Holding begin(Hold why, Instant now) {
    return begin(Kind.BROKEN, why, now);
  }

  static Holding begin(Kind kind, Hold why, Instant now) {
    return new Holding(kind, why, now, 0, probeAfter(kind, 0, now));
  }

  /// It was looked, and it is still so.
  Holding still(Hold newest, Instant now) {
    return new Holding(kind, newest, since, probes + 1, probeAfter(kind, probes + 1, now));
  }

  /// Something has changed: it may be looked at once.
  Holding probeNow(Instant now) {
    return kind == Kind.PAUSED_BY_PERSON ? this : new Holding(kind, why, since, 0, now);
  }
}
