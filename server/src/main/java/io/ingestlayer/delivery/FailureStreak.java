package io.ingestlayer.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Failures of a destination in a row. Guarded by its destination.
final class FailureStreak {
  private static final List<Integer> LEVELS = List.of(50, 70, 90, 100);

  private int failures;
  private int told;
  private @Nullable Instant since;
  private @Nullable Instant countedAt;

  /// An attempt has failed. Those that were under way together are one failure, since one fault has met them all.
  ///
  /// @param max failures that are 100 %
  /// @return the percentage that is reached by it and was not before; 0 for none
  int failed(Instant began, Instant ended, int max) {
    if (countedAt != null && began.isBefore(countedAt)) {
      return 0;
    }
    failures++;
    countedAt = ended;
    since = since == null ? began : since;
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
