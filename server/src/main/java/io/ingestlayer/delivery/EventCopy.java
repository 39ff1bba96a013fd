package io.ingestlayer.delivery;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import java.time.Instant;

/// An event written into a row of its own right, for what must outlive the log's retention.
final class EventCopy {
  private EventCopy() {}

  static Value.Obj write(Event event) {
    return Value.object()
        .put("id", event.id().toString())
        .put("type", event.type())
        .put("source_id", event.sourceId())
        .put("received_at", event.receivedAt().toString())
        .put("occurred_at", event.occurredAt().toString())
        .put("payload", event.payload().tree())
        .build();
  }

  /// @throws RuntimeException when it is no such copy
  static Event read(Offset offset, Value copy) {
    return new Event(
        EventId.parse(text(copy, "id")),
        offset,
        text(copy, "type"),
        text(copy, "source_id"),
        Instant.parse(text(copy, "received_at")),
        Instant.parse(text(copy, "occurred_at")),
        Payload.of((Value.Obj) copy.get("payload")));
  }

  private static String text(Value copy, String name) {
    if (copy.get(name) instanceof Value.Text text) {
      return text.value();
    }
    throw new IllegalStateException("a stored event lacks its " + name);
  }
}
