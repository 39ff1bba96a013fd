package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Value;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// How far one key has come in one window.
///
/// @param key its values, as they are shown
/// @param value what was counted
/// @param spent what is held against the threshold: of a limit that ends what is over it, only what went on
/// @param threshold null when it is not known before something is counted
public record KeyUsage(
    Value.Obj key, long value, long spent, @Nullable Long threshold, Window window) {

  public KeyUsage {
    requireNonNull(key);
    requireNonNull(window);
  }

  /// What is left, at least 0; empty without a threshold.
  public OptionalLong headroom() {
    return threshold == null
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, threshold - spent));
  }

  /// Whole percent of the threshold, rounded down; empty without a threshold, or when that is 0.
  public OptionalLong percent() {
    // The product fits: 2^53 times 100 is less than 2^63.
    return threshold == null || threshold == 0
        ? OptionalLong.empty()
        : OptionalLong.of(100 * spent / threshold);
  }
}
