package io.ingestlayer.limit;

/// A counter, and what was said of it already.
///
/// @param value what was counted, 0 to 2^53 − 1
/// @param refused of it, what a limit ended; the rest is what `action: drop` holds against the threshold
/// @param judgedThreshold the threshold that `level` and `warned` speak of; −1 before the first
/// @param level records written for that threshold: 0 none, 1 the first crossing, 2 and up the further ones
/// @param warned the highest percent that was warned of; 0 for none
public record CounterState(long value, long refused, long judgedThreshold, int level, int warned) {
  public static final CounterState NEW = new CounterState(0, 0, -1, 0, 0);

  public CounterState {
    if (value < 0 || value > ExactInteger.MAX) {
      throw new IllegalArgumentException("a counter is 0 to 2^53 - 1");
    }
    if (refused < 0 || refused > value) {
      throw new IllegalArgumentException("what was refused is part of what was counted");
    }
  }

  /// Counted further.
  CounterState plus(long amount) {
    return new CounterState(
        ExactInteger.add(value, amount), refused, judgedThreshold, level, warned);
  }

  /// What went on.
  long passed() {
    return value - refused;
  }

  /// Under another threshold nothing was said yet.
  CounterState under(long threshold) {
    return threshold == judgedThreshold ? this : new CounterState(value, refused, threshold, 0, 0);
  }
}
