package io.ingestlayer.event;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Makes event ids that sort in the order they were made. One owner, one thread.
public final class EventIds {
  private static final int SEQUENCE_MAX = 0xfff;

  private final RandomGenerator random;
  private long lastMillis = Long.MIN_VALUE;
  private int sequence;

  public EventIds(RandomGenerator random) {
    this.random = random;
  }

  /// The next id for an event received at that time.
  ///
  /// Past 4 096 ids in one millisecond the order within it is left to chance; the time is never bent.
  public EventId next(Instant receivedAt) {
    long millis = receivedAt.toEpochMilli();
    sequence = millis == lastMillis ? Math.min(sequence + 1, SEQUENCE_MAX) : 0;
    lastMillis = millis;
    long high = (millis << 16) | 0x7000L | sequence;
    long low = (random.nextLong() >>> 2) | 0x8000000000000000L;
    return new EventId(new UUID(high, low));
  }
}
