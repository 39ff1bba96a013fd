package io.ingestlayer.limit;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import java.time.Instant;
import java.util.UUID;

/// Events as they come out of the log, each with an id of its own. One thread.
final class TestEvents {
  /// The start of a minute, an hour and a day in UTC.
  static final Instant T0 = Instant.parse("2026-07-01T00:00:00Z");

  private long number;

  /// One that arrives as it happens.
  Event at(Instant at, String payload) {
    return late(at, at, payload);
  }

  Event late(Instant at, Instant arrived, String payload) {
    return event("app", "api.called", at, arrived, payload);
  }

  /// One of our own making.
  Event system(Instant at, String payload) {
    return event(Occurrence.SYSTEM_SOURCE, "api.called", at, at, payload);
  }

  Event event(String source, String type, Instant at, Instant arrived, String payload) {
    number++;
    return new Event(
        new EventId(new UUID(T0.toEpochMilli() << 16 | 0x7000L, 0x8000000000000000L | number)),
        new Offset(0, number),
        type,
        source,
        arrived,
        at,
        Payload.ofText(payload));
  }
}
