package io.ingestlayer.outbox;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Payload;
import java.time.Instant;
import java.util.UUID;

/// An event of our own that a decision leads to, on its way into the log.
///
/// @param id derived from what it speaks of, so that a repeat of the decision makes the same one
/// @param sourceId in whose name it is sent, such as `limits`
public record OutboxEvent(
    UUID id, String type, String sourceId, Instant occurredAt, Payload payload) {

  public OutboxEvent {
    requireNonNull(id);
    requireNonNull(type);
    requireNonNull(sourceId);
    requireNonNull(occurredAt);
    requireNonNull(payload);
  }
}
