package io.ingestlayer.limit;

import io.ingestlayer.event.Value;
import java.util.Optional;
import java.util.OptionalLong;

/// What a window came to when it was closed.
///
/// @param keys counted apart, 1 and up
/// @param max the largest value
/// @param p99 the value that 99 of 100 keys did not pass
public record WindowSummary(long keys, long max, long p99) {

  /// From the object that is kept; empty when it has no such numbers.
  static Optional<WindowSummary> of(Value.Obj kept) {
    OptionalLong keys = ExactInteger.of(kept.get("keys"));
    OptionalLong max = ExactInteger.of(kept.get("max"));
    OptionalLong p99 = ExactInteger.of(kept.get("p99"));
    boolean whole = keys.isPresent() && max.isPresent() && p99.isPresent();
    return whole
        ? Optional.of(new WindowSummary(keys.getAsLong(), max.getAsLong(), p99.getAsLong()))
        : Optional.empty();
  }
}
