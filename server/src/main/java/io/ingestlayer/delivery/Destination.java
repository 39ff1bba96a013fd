package io.ingestlayer.delivery;

import java.util.List;

/// The live object that sends to one destination. Virtual threads call it, as many at once as its lanes allow.
public interface Destination extends AutoCloseable {

  /// Sends the attempt and returns what came of it, within the type's time limit.
  ///
  /// Everything that is to be expected of a vendor or a network is an answer. An exception means a fault of ours; it is
  /// treated as a `Retry` with code `internal_error`.
  AttemptReport deliver(Attempt attempt) throws InterruptedException;

  /// What it has found out about its target so far. Returns at once; no secret is among it.
  default List<Fact> facts() {
    return List.of();
  }

  @Override
  default void close() {}
}
