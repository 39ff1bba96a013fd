package io.ingestlayer.limit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A threshold that what was counted so far speaks for: a fifth more than 99 of 100 keys came to in the fullest window.
///
/// @param threshold rounded up to two digits; null when there are fewer than [#WINDOWS_MIN] windows
/// @param windows that it is taken from
/// @param keys counted in them, all windows together
/// @param p99 the largest of the windows' 99th percentiles
/// @param max the largest value of all
/// @param windowsCrossed in which at least one key would have crossed it
/// @param keysCrossedMax keys that would have crossed it, at most, all windows together
public record ThresholdSuggestion(
    @Nullable Long threshold,
    int windows,
    long keys,
    long p99,
    long max,
    int windowsCrossed,
    long keysCrossedMax) {
  public static final int WINDOWS_MIN = 3;

  public static ThresholdSuggestion of(List<WindowSummary> windows) {
    long keys = windows.stream().mapToLong(WindowSummary::keys).reduce(0, ExactInteger::add);
    long p99 = windows.stream().mapToLong(WindowSummary::p99).max().orElse(0);
    long max = windows.stream().mapToLong(WindowSummary::max).max().orElse(0);
    if (windows.size() < WINDOWS_MIN) {
      return new ThresholdSuggestion(null, windows.size(), keys, p99, max, 0, 0);
    }
    long threshold = roundedUp(Math.ceilDiv(Math.max(1, p99) * 12, 10L));
    List<WindowSummary> crossed = windows.stream().filter(it -> it.max() > threshold).toList();
    // No more than one key of 100 is over a window's 99th percentile, and one is.
    long keysCrossed =
        crossed.stream().mapToLong(it -> Math.max(1, it.keys() / 100)).reduce(0, ExactInteger::add);
    return new ThresholdSuggestion(
        threshold, windows.size(), keys, p99, max, crossed.size(), keysCrossed);
  }

  /// To two digits: 1 234 becomes 1 300.
  static long roundedUp(long value) {
    long step = 1;
    while (value / step >= 100) {
      step *= 10;
    }
    return Math.min(ExactInteger.MAX, Math.ceilDiv(value, step) * step);
  }
}
