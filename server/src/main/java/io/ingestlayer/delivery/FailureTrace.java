package io.ingestlayer.delivery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Where a fault came from, without what it says: the message of an exception from a destination's code may hold an address
/// with a token in it, or a password.
final class FailureTrace {
  private static final int FRAMES_MAX = 30;
  private static final int CAUSES_MAX = 5;

  private FailureTrace() {}

  /// The kinds of the failure and of its causes, each with its frames, over several lines.
  static String of(Throwable failure) {
    List<String> lines = new ArrayList<>();
    Throwable at = failure;
    for (int i = 0; at != null && i < CAUSES_MAX; i++) {
      lines.add((i == 0 ? "" : "caused by ") + at.getClass().getName());
      Arrays.stream(at.getStackTrace()).limit(FRAMES_MAX).forEach(it -> lines.add("  at " + it));
      at = at.getCause();
    }
    return String.join("\n", lines);
  }
}
