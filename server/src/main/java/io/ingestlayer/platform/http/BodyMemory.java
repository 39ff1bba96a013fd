package io.ingestlayer.platform.http;

import java.util.concurrent.Semaphore;

/// The memory that request bodies may take at one time, whoever sent them. Any thread may call it.
final class BodyMemory {
  private static final int UNIT_BYTES = 1024;

  /// A body is there up to three times: while it is put together as its parts, twice as long where they grow by
  /// doubling, and then as its bytes and as the texts that are read out of them.
  static final int COPIES = 3;

  private final Semaphore units;

  BodyMemory(long bytesMax) {
    units = new Semaphore(Math.toIntExact(units(bytesMax)));
  }

  private static long units(long bytes) {
    return (bytes + UNIT_BYTES - 1) / UNIT_BYTES;
  }

  /// The share of one request, at first nothing.
  Share share() {
    return new Share();
  }

  /// What one request holds, until it is answered. One thread.
  final class Share implements AutoCloseable {
    private int held;

    /// Holds room for a body of at least so many bytes, so that what is held grows with what has come, not with what was announced.
    ///
    /// @throws ProblemException 503 when there is no room for them now
    void grow(long toBytes) {
      int missing = (int) (units(toBytes * COPIES) - held);
      if (missing <= 0) {
        return;
      }
      if (!units.tryAcquire(missing)) {
        throw new ProblemException(
            503, "overloaded", "More is being sent than fits into memory; send it again later.");
      }
      held += missing;
    }

    @Override
    public void close() {
      units.release(held);
      held = 0;
    }
  }
}
