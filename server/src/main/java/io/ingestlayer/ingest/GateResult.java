package io.ingestlayer.ingest;

import io.ingestlayer.event.EventId;

/// What became of one event at the gate.
public sealed interface GateResult {

  /// It is in the log, on stable storage.
  record Accepted(EventId id) implements GateResult {}

  /// Its key stands for this event, which is in the log.
  record Duplicate(EventId id) implements GateResult {}

  /// It is not in the log; it is kept as a dead letter.
  record Refused(Refusal refusal) implements GateResult {}
}
