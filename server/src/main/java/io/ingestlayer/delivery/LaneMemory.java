package io.ingestlayer.delivery;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that all lanes share. Any thread may call it.
///
/// A lane gets no more than is still free, so that the more one has, the less more it gets, and there is always some left
/// for another; and a lane that has nothing always gets its first row, so that no other can keep it waiting.
final class LaneMemory {
  /// What a delivery takes beside its event's text.
  private static final long DELIVERY_BYTES = 512;

  private final LaneBounds bounds;
  private final AtomicLong used = new AtomicLong();

  LaneMemory(LaneBounds bounds) {
    this.bounds = bounds;
  }

  static long bytes(OpenDelivery row) {
    long bytes = 0;
    for (Delivery delivery : row.deliveries()) {
      bytes += DELIVERY_BYTES + delivery.event().payload().text().length();
    }
    return bytes;
  }

  /// Takes room for a row of a lane that has so much already; false when there is none.
  boolean reserve(long laneBytes, int laneRows, long bytes) {
    if (laneRows > 0 && (laneRows >= bounds.laneRowsMax() || laneBytes + bytes > limit())) {
      return false;
    }
    used.addAndGet(bytes);
    return true;
  }

  /// Whether a lane that has so much has room for as much again.
  boolean isRoomy(long laneBytes, int laneRows) {
    return laneRows == 0 || (laneRows <= bounds.laneRowsMax() / 2 && laneBytes <= limit() / 2);
  }

  private long limit() {
    return Math.min(bounds.laneBytesMax(), bounds.bytesMax() - used.get());
  }

  void release(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}
