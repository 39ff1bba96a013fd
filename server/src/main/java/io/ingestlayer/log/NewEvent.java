package io.ingestlayer.log;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event the gate has let through and the log is asked to keep. The log gives it id, offset and time of arrival.
///
/// @param occurredAt the sender's `timestamp`, or null when it gave none
/// @param key claimed together with the event, or null when the sender gave none
public record NewEvent(
    String type,
    String sourceId,
    @Nullable Instant occurredAt,
    Payload payload,
    @Nullable IdempotencyKey key) {

  public NewEvent {
    requireNonNull(type);
    requireNonNull(sourceId);
    requireNonNull(payload);
  }
}
