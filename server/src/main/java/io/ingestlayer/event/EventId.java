package io.ingestlayer.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;

/// The id of a stored event: `evt_` and a UUIDv7, so that ids sort by time.
///
/// Its first 48 bits are `received_at` in milliseconds: an id alone tells which day's partition holds the event.
public record EventId(UUID value) implements Comparable<EventId> {
  public static final String PREFIX = "evt_";

  public EventId {
    requireNonNull(value);
  }

  /// @throws IllegalArgumentException when the text is no event id
  public static EventId parse(String text) {
    return new EventId(CompactId.read(PREFIX, text));
  }

  public Instant receivedAt() {
    return Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16);
  }

  @Override
  public int compareTo(EventId other) {
    int high =
        Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
  }

  @Override
  public String toString() {
    return CompactId.write(PREFIX, value);
  }
}
