package io.ingestlayer.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/// An event as it is stored: immutable, at its place in the log.
///
/// @param sourceId who sent it: the name of the source its key or address belongs to
/// @param receivedAt when it arrived, by our clock, in whole milliseconds; never falls within a partition
/// @param occurredAt when it happened, by the sender's word, else `receivedAt`
public record Event(
    EventId id,
    Offset offset,
    String type,
    String sourceId,
    Instant receivedAt,
    Instant occurredAt,
    Payload payload) {

  public Event {
    requireNonNull(id);
    requireNonNull(offset);
    requireNonNull(type);
    requireNonNull(sourceId);
    requireNonNull(receivedAt);
    requireNonNull(occurredAt);
    requireNonNull(payload);
  }
}
