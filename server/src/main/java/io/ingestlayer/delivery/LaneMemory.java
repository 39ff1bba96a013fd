package io.ingestlayer.delivery;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that all lanes share. Any thread may call it.
///
/// A lane gets no more than is still free, so that the more one has, the less more it gets, and there is always some left
/// for another; and a lane that has nothing always gets its first row, so that no other can keep it waiting.
final class LaneMemory {
  private final LaneBounds bounds;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong deliveries = new AtomicLong();

  LaneMemory(LaneBounds bounds) {
    this.bounds = bounds;
  }

  /// What rows take of the memory.
  ///
  /// @param bytes as far as they can be estimated
  record Load(int rows, int deliveries, long bytes) {
    static final Load NONE = new Load(0, 0, 0);

    static Load of(OpenDelivery row) {
      long bytes = 0;
      for (Delivery delivery : row.deliveries()) {
        bytes += LaneBounds.DELIVERY_BYTES + delivery.event().payload().text().length();
      }
      return new Load(1, row.deliveries().size(), bytes);
    }

    Load plus(Load more) {
      return new Load(rows + more.rows, deliveries + more.deliveries, bytes + more.bytes);
    }

    Load minus(Load less) {
      return new Load(rows - less.rows, deliveries - less.deliveries, bytes - less.bytes);
    }
  }

  /// Takes room for more of a lane that has so much already; false when there is none.
  boolean reserve(Load lane, Load more) {
    if (lane.rows() > 0 && !fits(lane.plus(more), 1)) {
      return false;
    }
    bytes.addAndGet(more.bytes());
    deliveries.addAndGet(more.deliveries());
    return true;
  }

  /// Whether a lane that has so much has room for as much again.
  boolean isRoomy(Load lane) {
    return lane.rows() == 0 || fits(lane, 2);
  }

  /// Whether a lane may have that many times so much.
  private boolean fits(Load lane, int times) {
    long bytesFree = Math.min(bounds.laneBytesMax(), bounds.bytesMax() - bytes.get());
    long deliveriesFree = bounds.deliveriesMax() - deliveries.get();
    return lane.rows() <= bounds.laneRowsMax() / times
        && lane.bytes() <= bytesFree / times
        && lane.deliveries() <= deliveriesFree / times;
  }

  void release(Load less) {
    bytes.addAndGet(-less.bytes());
    deliveries.addAndGet(-less.deliveries());
  }
}
