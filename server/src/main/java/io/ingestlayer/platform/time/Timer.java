package io.ingestlayer.platform.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The time, and the means to have something done at a later one.
///
/// Nobody sleeps: who waits for a time hands in what is to be done then.
public interface Timer extends InstantSource {

  /// The time now, in whole milliseconds.
  @Override
  Instant instant();

  /// Has the task run once, no sooner than that time, on a thread of its own; at once when the time has passed.
  ///
  /// Returns immediately. A task that throws is logged and forgotten.
  Scheduled at(Instant when, Runnable task);

  default Scheduled after(Duration delay, Runnable task) {
    return at(instant().plus(delay), task);
  }

  /// Something to be done at a later time, unless it is cancelled before.
  interface Scheduled {
    /// Takes it back; without effect when it has begun.
    void cancel();
  }
}
