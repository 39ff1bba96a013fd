package io.ingestlayer.testkit.discord;

import java.time.Duration;
import java.time.Instant;

/// How many messages may come in a time: a window begins with its first message. Guarded by its owner.
final class Bucket {
  private final String name;
  private final int limit;
  private final Duration window;
  private Instant resets = Instant.MIN;
  private int taken;

  Bucket(String name, int limit, Duration window) {
    this.name = name;
    this.limit = limit;
    this.window = window;
  }

  /// What the headers say.
  record Left(String bucket, int limit, int remaining, Instant resets, Duration after) {}

  boolean isEmpty(Instant now) {
    return taken >= limit && now.isBefore(resets);
  }

  void take(Instant now) {
    if (!now.isBefore(resets)) {
      resets = now.plus(window);
      taken = 0;
    }
    taken++;
  }

  Left left(Instant now) {
    boolean over = !now.isBefore(resets);
    return new Left(
        name,
        limit,
        over ? limit : Math.max(0, limit - taken),
        over ? now : resets,
        over ? Duration.ZERO : Duration.between(now, resets));
  }
}
