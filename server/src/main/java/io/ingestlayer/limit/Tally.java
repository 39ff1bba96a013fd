package io.ingestlayer.limit;

import java.util.EnumMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// What became of what rules looked at, by rule; kept per day, shown as metrics. One thread.
public final class Tally {
  private final SequencedMap<String, Map<Count, Long>> entries = new TreeMap<>();

  /// The columns.
  public enum Count {
    /// Counted in a window, or looked at by itself.
    COUNTED,
    /// Records written.
    VIOLATIONS,
    /// Records not written, because there were too many or because the cause was of our own making.
    SUPPRESSED,
    /// Arrived after its window was over, and was not counted.
    LATE,
    /// Claimed to be from the future, and was counted when it arrived.
    CLAMPED,
    /// Not counted: the weight is no whole number from 0 to 2^53 − 1, or there is no threshold.
    UNMEASURED,
    /// Counted in the counter that those beyond `max_keys` share.
    OVERFLOWED,
    /// Ended by `action: drop`.
    REFUSED
  }

  public void add(String rule, Count outcome, long more) {
    if (more > 0) {
      entries
          .computeIfAbsent(rule, _ -> new EnumMap<>(Count.class))
          .merge(outcome, more, Long::sum);
    }
  }

  public void addAll(Tally other) {
    other.entries.forEach((rule, more) -> more.forEach((what, times) -> add(rule, what, times)));
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /// By the rules' names, in one order for all writers, so that two cannot deadlock.
  public SequencedMap<String, Map<Count, Long>> sorted() {
    return entries;
  }
}
