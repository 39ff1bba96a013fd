package io.ingestlayer.log;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;

/// What became of one event of an append.
public sealed interface AppendResult {

  /// It is on stable storage.
  record Stored(Event event) implements AppendResult {}

  /// Its key stands for this earlier event with the same type and payload, which is on stable storage; nothing was stored.
  record Duplicate(EventId first) implements AppendResult {}

  /// Its key stands for an earlier event with another type or payload; nothing was stored.
  record Conflict(EventId first) implements AppendResult {}
}
