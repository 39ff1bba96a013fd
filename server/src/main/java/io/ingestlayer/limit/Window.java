package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/// A span of time in which a limit counts.
///
/// @param start inclusive
/// @param end exclusive
public record Window(Instant start, Instant end) {

  public Window {
    requireNonNull(start);
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("a window ends after it starts");
    }
  }

  /// Its real length in whole seconds, at least 1: a month's or a day's depends on the calendar.
  public long seconds() {
    return Math.max(1, end.getEpochSecond() - start.getEpochSecond());
  }
}
