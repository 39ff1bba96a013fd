package io.ingestlayer.log.postgres;

import java.time.Duration;

/// How long the log keeps what it holds.
///
/// @param keepEvents how long an event is kept after its arrival; whole days are dropped
/// @param daysAhead how many days are made before they begin
/// @param keysInStep how many expired keys one transaction deletes
/// @param keysInRun how many expired keys one run deletes at most; the next run goes on
public record RetentionSettings(Duration keepEvents, int daysAhead, int keysInStep, int keysInRun) {

  public RetentionSettings {
    if (keepEvents.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException("events are kept for at least a day");
    }
    if (daysAhead < 0 || keysInStep < 1 || keysInRun < keysInStep) {
      throw new IllegalArgumentException("a run has at least one step, and a step one key");
    }
  }

  public static RetentionSettings defaults() {
    return new RetentionSettings(Duration.ofDays(30), 2, 5_000, 1_000_000);
  }
}
