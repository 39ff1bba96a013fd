package io.ingestlayer.delivery;

import io.ingestlayer.event.Event;
import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Makes ids for rows: UUIDv7, so that they sort by the time they were made. Any thread may call it.
final class RowIds {
  private final InstantSource clock;
  private final RandomGenerator random;

  RowIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  synchronized UUID next() {
    return at(clock.millis());
  }

  /// For an open row whose first delivery is of that event: begins as the ids of both do, so that the row is found by
  /// them.
  synchronized UUID holding(Event first) {
    return at(first.id().receivedAt().toEpochMilli());
  }

  private UUID at(long millis) {
    long high = (millis << 16) | 0x7000L | (random.nextLong() & 0xfffL);
    long low = (random.nextLong() >>> 2) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  /// A number from 0 up to 1.
  synchronized double chance() {
    return random.nextDouble();
  }
}
