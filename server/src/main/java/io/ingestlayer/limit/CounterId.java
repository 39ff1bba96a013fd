package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/// Which counter. In the order in which all lock them.
///
/// @param rule [LimitRule#id()]
public record CounterId(long rule, Instant windowStart, UUID key) implements Comparable<CounterId> {
  private static final Comparator<CounterId> ORDER =
      Comparator.comparingLong(CounterId::rule)
          .thenComparing(CounterId::windowStart)
          .thenComparing(CounterId::key);

  public CounterId {
    requireNonNull(windowStart);
    requireNonNull(key);
  }

  @Override
  public int compareTo(CounterId other) {
    return ORDER.compare(this, other);
  }
}
