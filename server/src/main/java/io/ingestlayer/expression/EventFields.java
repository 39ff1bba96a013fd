package io.ingestlayer.expression;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;

/// The names behind `$event.`: first the envelope's own, then the payload's.
public final class EventFields {
  private static final SequencedMap<String, Function<Event, Value>> ENVELOPE =
      new LinkedHashMap<>();

  static {
    ENVELOPE.put("id", event -> Value.of(event.id().toString()));
    ENVELOPE.put("type", event -> Value.of(event.type()));
    ENVELOPE.put("source_id", event -> Value.of(event.sourceId()));
    ENVELOPE.put("received_at", event -> Dates.text(event.receivedAt()));
    ENVELOPE.put("occurred_at", event -> Dates.text(event.occurredAt()));
    ENVELOPE.put("payload", event -> event.payload().tree());
  }

  private EventFields() {}

  /// The payload's names that `$event.name` does not reach because the envelope has them too; worth a warning,
  /// once: `$event.payload.name` is meant.
  public static List<String> hidden(Value.Obj payload) {
    return ENVELOPE.keySet().stream().filter(payload.members()::containsKey).toList();
  }

  /// Reads `$event.name` directly.
  static Node field(String name) {
    Function<Event, Value> envelope = ENVELOPE.get(name);
    return envelope == null
        ? (scope, _) -> scope.event().payload().tree().get(name)
        : (scope, _) -> envelope.apply(scope.event());
  }

  /// Reads `$event[key]` for a key that is known only now.
  static Value get(Event event, String name) {
    Function<Event, Value> envelope = ENVELOPE.get(name);
    return envelope == null ? event.payload().tree().get(name) : envelope.apply(event);
  }

  /// The event as one object: its envelope, with the payload inside.
  static Value.Obj whole(Event event) {
    Value.ObjBuilder whole = Value.object();
    ENVELOPE.forEach((name, read) -> whole.put(name, read.apply(event)));
    return whole.build();
  }
}
