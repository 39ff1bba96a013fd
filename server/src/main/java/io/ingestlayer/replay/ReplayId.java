package io.ingestlayer.replay;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.CompactId;
import java.util.UUID;

/// The id of a replay: `rpl_…`, sorting by the time it was begun.
public record ReplayId(UUID value) {
  public static final String PREFIX = "rpl_";

  public ReplayId {
    requireNonNull(value);
  }

  /// @throws IllegalArgumentException when the text is no replay's id
  public static ReplayId parse(String text) {
    return new ReplayId(CompactId.read(PREFIX, text));
  }

  @Override
  public String toString() {
    return CompactId.write(PREFIX, value);
  }
}
