package io.ingestlayer.limit;

import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Times;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.outbox.OutboxEvent;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a crossing becomes: events of our own that pipelines route like any other.
///
/// They say of themselves that they are (`system`, and in the source's name), so that no limit counts them unless it asks.
public final class LimitEvents {
  public static final String VIOLATION = "limit.violation";
  public static final String WARNING = "limit.warning";
  public static final String WINDOW_CLOSED = "limit.window_closed";

  private LimitEvents() {}

  /// For a record: what the rule's `emit` makes of the first crossing, else `limit.violation`.
  static OutboxEvent crossed(Violation violation, Hit hit) {
    LimitRule.Emit emit = hit.rule().emit();
    if (emit != null
        && violation.level() == 1
        && emit.payload().evaluate(hit.scope().withLimit(shown(violation)), Notes.none())
            instanceof Value.Obj payload) {
      return event(violation, emit.type(), payload);
    }
    return violated(violation);
  }

  /// The record as an event, with what stands around it.
  static OutboxEvent violated(Violation violation) {
    Value.ObjBuilder payload =
        Value.object()
            .putAll(List.copyOf(violation.record().toJson().members().entrySet()))
            .put("key", violation.key())
            .put("level", violation.level())
            .put("action", violation.action().word())
            .put("late", violation.late());
    window(payload, violation.window());
    payload.put("violation_id", violation.id().toString());
    return event(violation, VIOLATION, system(payload));
  }

  private static OutboxEvent event(Violation of, String type, Value.Obj payload) {
    return new OutboxEvent(of.id(), type, Occurrence.SYSTEM_SOURCE, of.time(), Payload.of(payload));
  }

  /// What `$limit` shows.
  private static Value.Obj shown(Violation violation) {
    Value.ObjBuilder limit =
        Value.object()
            .put("name", violation.record().limitName())
            .put("type", violation.record().limitType())
            .put("threshold", violation.record().threshold())
            .put("value", violation.record().value())
            .put("unit", violation.record().unit().word())
            .put("level", violation.level())
            .put("key", violation.key());
    window(limit, violation.window());
    return limit.build();
  }

  /// For a key on its way to its limit.
  ///
  /// @param percents all that were reached at once, rising
  static OutboxEvent warning(Hit hit, long value, List<Integer> percents) {
    int highest = percents.getLast();
    UUID id =
        new Digest()
            .add("warning")
            .add(hit.ruleId())
            .add(hit.threshold())
            .add(hit.key().hash())
            .add(hit.window() == null ? 0 : hit.window().start().toEpochMilli())
            .add(highest)
            .id();
    Value.ObjBuilder payload =
        Value.object()
            .put("limit_name", hit.rule().name())
            .put("limit_event_type", hit.rule().eventType())
            .put("percent", highest)
            .put("percents", Value.array(percents.stream().map(Value::of).toList()))
            .put("limit_value", value)
            .put("limit_threshold", hit.threshold())
            .put("limit_threshold_unit", hit.rule().unit().word())
            .put("key", hit.key().values());
    window(payload, hit.window());
    return new OutboxEvent(
        id, WARNING, Occurrence.SYSTEM_SOURCE, hit.at(), Payload.of(system(payload)));
  }

  /// For a key that had crossed its limit, when its window takes nothing more. The same window and key make the same one.
  ///
  /// @param value the final one
  /// @param threshold the one it had crossed
  static OutboxEvent closed(
      CountedWindow counted, UUID keyHash, Value.Obj key, long value, long threshold) {
    Window window = counted.window();
    UUID id =
        new Digest()
            .add("closed")
            .add(counted.rule())
            .add(keyHash)
            .add(window.start().toEpochMilli())
            .id();
    Value.ObjBuilder payload =
        Value.object()
            .put("limit_name", counted.name())
            .put("limit_event_type", counted.eventType())
            .put("limit_value", value)
            .put("limit_threshold", threshold)
            .put("limit_threshold_unit", counted.unit())
            .put("key", key);
    window(payload, window);
    return new OutboxEvent(
        id, WINDOW_CLOSED, Occurrence.SYSTEM_SOURCE, window.end(), Payload.of(system(payload)));
  }

  private static void window(Value.ObjBuilder json, @Nullable Window window) {
    if (window != null) {
      json.put("window_start", Times.text(window.start()))
          .put("window_end", Times.text(window.end()));
    }
  }

  private static Value.Obj system(Value.ObjBuilder payload) {
    return payload.put("system", true).put("hop", 1).build();
  }
}
