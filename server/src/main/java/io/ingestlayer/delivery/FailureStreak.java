package io.ingestlayer.delivery;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Failures of a destination in a row. Guarded by its destination.
final class FailureStreak {
  private static final List<Integer> LEVELS = List.of(50, 70, 90, 100);

  private int failures;
  private int told;
  private @Nullable Instant since;
  private @Nullable Instant countedAt;
  private boolean changed;

  /// What outlives the process.
  ///
  /// @param told the highest percentage that was told of
  /// @param since when the first began, to the microsecond; null without any
  record Kept(int failures, int told, @Nullable Instant since) {
    static final Kept NONE = new Kept(0, 0, null);
  }

  /// Goes on from what was kept.
  void recall(Kept kept) {
    failures = kept.failures();
    told = kept.told();
    since = kept.since();
    countedAt = null;
    changed = false;
  }

  /// As it is to be kept.
  Kept kept() {
    return new Kept(failures, told, since);
  }

  /// Whether it is otherwise than it was kept last.
  boolean hasChanged() {
    return changed;
  }

  /// It is kept like that now.
  void stored(Kept as) {
    changed &= !as.equals(kept());
  }

  /// An attempt has failed. Those that were under way together are one failure, since one fault has met them all.
  ///
  /// @param max failures that are 100 %
  /// @return the percentage that is reached by it and was not before; 0 for none
  int failed(Instant began, Instant ended, int max) {
    if (countedAt != null && began.isBefore(countedAt)) {
      return 0;
    }
    failures++;
    changed = true;
    countedAt = ended;
    since = since == null ? began.truncatedTo(ChronoUnit.MICROS) : since;
    int reached = 0;
    for (int level : LEVELS) {
      if (level > told && failures * 100L >= (long) level * max) {
        reached = level;
      }
    }
    told = Math.max(told, reached);
    return reached;
  }

  /// Something arrived.
  void end() {
    changed |= failures > 0;
    failures = 0;
    told = 0;
    since = null;
    countedAt = null;
  }

  int failures() {
    return failures;
  }

  /// When the first began; null without any.
  @Nullable Instant since() {
    return since;
  }
}
