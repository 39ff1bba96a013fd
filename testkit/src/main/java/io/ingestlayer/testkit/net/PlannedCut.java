package io.ingestlayer.testkit.net;

import io.ingestlayer.testkit.net.CuttingProxy.Direction;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A cut that waits for its moment and happens once.
public final class PlannedCut {
  private static final int MARKER_BYTES_MAX = 256;

  private final Direction direction;
  private final Then then;
  private final byte[] marker;
  private final long afterBytes;
  private final CountDownLatch happened = new CountDownLatch(1);

  /// What happens when the moment has come.
  enum Then {
    LOSE_ANSWER,
    CUT_BEFORE,
    CUT_AFTER
  }

  /// @param marker the bytes to wait for; empty waits for a number of bytes
  PlannedCut(Direction direction, Then then, byte[] marker, long afterBytes) {
    if (marker.length > MARKER_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a marker has at most %d bytes".formatted(MARKER_BYTES_MAX));
    }
    this.direction = direction;
    this.then = then;
    this.marker = marker.clone();
    this.afterBytes = afterBytes;
  }

  /// Whether it has happened: both sides are cut off by now.
  public boolean happened() {
    return happened.getCount() == 0;
  }

  /// Waits for it to happen.
  ///
  /// @throws AssertionError when it does not in time
  public void await(Duration atMost) {
    try {
      if (!happened.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError("waited %s for a planned cut".formatted(atMost));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a planned cut", e);
    }
  }

  Direction direction() {
    return direction;
  }

  Then then() {
    return then;
  }

  int markerLength() {
    return marker.length;
  }

  /// How many bytes of the chunk come before the moment (with the marker, when there is one), or -1 when the moment
  /// is not in this chunk.
  ///
  /// @param before the last bytes before the chunk, for a marker that is split
  /// @param passed the number of bytes before the chunk
  int moment(byte[] before, byte[] chunk, long passed) {
    if (marker.length == 0) {
      return passed + chunk.length >= afterBytes ? (int) Math.max(0, afterBytes - passed) : -1;
    }
    int from = Math.max(0, before.length - marker.length + 1);
    for (int start = from; start + marker.length <= before.length + chunk.length; start++) {
      if (markerAt(start, before, chunk)) {
        return start + marker.length - before.length;
      }
    }
    return -1;
  }

  void hasHappened() {
    happened.countDown();
  }

  private boolean markerAt(int start, byte[] before, byte[] chunk) {
    for (int i = 0; i < marker.length; i++) {
      int at = start + i;
      byte there = at < before.length ? before[at] : chunk[at - before.length];
      if (there != marker[i]) {
        return false;
      }
    }
    return true;
  }
}
