package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;

/// Which window of which rule. In the order in which all lock them.
///
/// @param rule [LimitRule#id()]
record WindowId(long rule, Instant start) implements Comparable<WindowId> {
  private static final Comparator<WindowId> ORDER =
      Comparator.comparingLong(WindowId::rule).thenComparing(WindowId::start);

  WindowId {
    requireNonNull(start);
  }

  static WindowId of(Increment increment) {
    return new WindowId(increment.id().rule(), increment.id().windowStart());
  }

  @Override
  public int compareTo(WindowId other) {
    return ORDER.compare(this, other);
  }
}
