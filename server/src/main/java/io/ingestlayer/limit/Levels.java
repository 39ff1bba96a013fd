package io.ingestlayer.limit;

import java.util.List;

/// How far a value is over, or on its way to, a threshold; in whole numbers only.
final class Levels {
  private Levels() {}

  /// How many records a value is worth: 0 up to the threshold, 1 above it, and one more for each further `againAt`
  /// percent that it is **more** than, at most [LimitRule#AGAIN_TIMES_MAX] more.
  static int level(long value, long threshold, int againAt) {
    if (value <= threshold) {
      return 0;
    }
    if (againAt == 0 || threshold == 0) {
      return 1;
    }
    // Both factors fit: 2^53 times 1 000 is less than 2^63.
    long steps = (100 * value - 100 * threshold - 1) / (threshold * againAt);
    return 1 + (int) Math.min(LimitRule.AGAIN_TIMES_MAX, steps);
  }

  /// The smallest value that is this percent of the threshold or more.
  static long warnFrom(long threshold, int percent) {
    return threshold / 100 * percent + Math.ceilDiv(threshold % 100 * percent, 100L);
  }

  /// The highest percent that the value has reached; 0 for none, as for any part of nothing.
  static int warned(long value, long threshold, List<Integer> warnAt) {
    return warnAt.stream()
        .filter(it -> threshold > 0 && value >= warnFrom(threshold, it))
        .mapToInt(it -> it)
        .max()
        .orElse(0);
  }
}
