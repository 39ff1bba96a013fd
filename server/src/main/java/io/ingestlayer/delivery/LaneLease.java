package io.ingestlayer.delivery;

import java.time.Duration;
import java.util.OptionalLong;

/// The right of one node to send, on the database's clock, with an epoch as fencing token. Any thread may call it.
interface LaneLease {
  /// How long it holds without being renewed.
  Duration TTL = Duration.ofSeconds(15);

  /// How often it is renewed.
  Duration RENEW_EVERY = Duration.ofSeconds(5);

  /// Takes it when it is free or has run out; the epoch, or nothing when another holds it.
  ///
  /// @param evenOwn also when this node is said to hold it: true for a process that has just begun, since its
  ///     predecessor is gone
  OptionalLong acquire(boolean evenOwn);

  /// Makes it last again. False when it was lost.
  boolean renew(long epoch);

  /// Gives it back, so that another need not wait.
  void release(long epoch);
}
