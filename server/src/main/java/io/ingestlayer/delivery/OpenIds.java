package io.ingestlayer.delivery;

import java.util.UUID;

/// The ids that an open row may have that holds a given event: those that begin with when it was received, or up to a
/// second before or after.
///
/// A row's id begins with when its first event was received. Others of its events are nearly always of the same second;
/// where they are not, the row is marked as spread, and is found by an index that only such rows pay for.
record OpenIds(UUID first, UUID last) {
  private static final long APART_MAX_MILLIS = 1_000;

  /// @param id of an event or of a delivery, which begin alike
  static OpenIds around(UUID id) {
    long millis = id.getMostSignificantBits() >>> 16;
    return new OpenIds(
        new UUID(Math.max(0, millis - APART_MAX_MILLIS) << 16, 0),
        new UUID(((millis + APART_MAX_MILLIS) << 16) | 0xffffL, -1));
  }

  /// Whether a row's id is among those around that one.
  static boolean near(UUID row, UUID id) {
    return Math.abs((row.getMostSignificantBits() >>> 16) - (id.getMostSignificantBits() >>> 16))
        <= APART_MAX_MILLIS;
  }
}
