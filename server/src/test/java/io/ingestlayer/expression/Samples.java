package io.ingestlayer.expression;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import java.time.Instant;
import java.util.UUID;

/// Events to evaluate against.
final class Samples {
  static final Instant RECEIVED = Instant.parse("2026-03-01T10:00:00.250Z");
  static final Instant OCCURRED = Instant.parse("2026-03-01T09:59:58Z");
  static final Instant NOW = Instant.parse("2026-03-01T10:00:01Z");

  private Samples() {}

  static Event event(String payload) {
    return new Event(
        new EventId(new UUID(RECEIVED.toEpochMilli() << 16 | 0x7000L, 0x8000000000000001L)),
        new Offset(0, 7),
        "order.created",
        "checkout",
        RECEIVED,
        OCCURRED,
        Payload.ofText(payload));
  }

  static Scope scope(String payload) {
    return Scope.of(event(payload), NOW);
  }

  static Value value(String json) {
    return Json.parse(json, JsonLimits.EVENT);
  }

  static Value.Obj object(String json) {
    return Json.parseObject(json);
  }

  static Value evaluate(String expression, Scope scope) {
    return Expression.parse(expression).evaluate(scope, Notes.none());
  }

  /// The value as JSON; absent has a word of its own.
  static String shown(Value value) {
    return value == Value.Absent.ABSENT ? "absent" : Json.write(value);
  }
}
