package io.ingestlayer.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which stored events to list; null asks for all.
///
/// @param type exactly this type
/// @param source exactly this source
/// @param from arrived at that time or later
/// @param to arrived before that time
public record EventFilter(
    @Nullable String type, @Nullable String source, @Nullable Instant from, @Nullable Instant to) {
  /// Every event.
  public static final EventFilter ALL = new EventFilter(null, null, null, null);

  /// Whether it asks for something that is not in the order of the list, so that rows are looked at and passed over.
  public boolean looksInside() {
    return type != null || source != null;
  }
}
