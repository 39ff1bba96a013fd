package io.ingestlayer.delivery;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The `extra` of a dead delivery: all that a person needs to understand it and to send it again, even when the event
/// itself is gone.
///
/// `detail` (why), `suggestion` (what to do), `answer` (what was last answered), `event` (a copy, with its `payload`),
/// `scope` (what the walk had learned) and `decided_at`.
public final class DeadExtra {
  private DeadExtra() {}

  /// What is kept of an event that died before any destination.
  public static Value.Obj inWalk(Event event, String detail, String suggestion) {
    return Value.object()
        .put("detail", detail)
        .put("suggestion", suggestion)
        .put("event", EventCopy.write(event))
        .build();
  }

  public static Value.Obj write(
      Delivery delivery, String detail, String suggestion, @Nullable String answer) {
    Value.ObjBuilder extra =
        Value.object()
            .put("detail", detail)
            .put("suggestion", suggestion)
            .putIfPresent("answer", answer)
            .putIfPresent("progress", delivery.progress())
            .put("event", EventCopy.write(delivery.event()))
            .put("decided_at", delivery.scope().now().toString());
    Value.Obj learned = delivery.scope().snapshot();
    return learned.members().isEmpty() ? extra.build() : extra.put("scope", learned).build();
  }

  /// What of it was done before it died, or null.
  public static @Nullable String progress(Value.Obj extra) {
    return extra.get("progress") instanceof Value.Text text ? text.value() : null;
  }

  /// What the walk had learned about the event.
  ///
  /// @throws RuntimeException when it is no such extra, as for a delivery that died in the walk
  public static Scope scope(Offset offset, Value.Obj extra) {
    Event event = EventCopy.read(offset, extra.get("event"));
    Instant decidedAt =
        extra.get("decided_at") instanceof Value.Text text
            ? Instant.parse(text.value())
            : event.receivedAt();
    Value.Obj learned = extra.get("scope") instanceof Value.Obj scope ? scope : Value.Obj.EMPTY;
    return Scope.restore(event, decidedAt, learned);
  }
}
