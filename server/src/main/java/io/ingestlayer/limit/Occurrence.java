package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Something that happened and may be counted.
///
/// @param id names it for good: an event's id, a delivery's; a repeat of the work sees the same
/// @param type the event type that `match` is held against
/// @param scope what expressions see; `now()` is the arrival, so that a repeat decides the same
/// @param at when it happened, by the sender's word
/// @param arrivedAt when it arrived, by our clock
/// @param times how many such there are at once, from 1: requests of a second are counted together
/// @param system whether it is of our own making
public record Occurrence(
    UUID id,
    Counted counted,
    String type,
    Scope scope,
    Instant at,
    Instant arrivedAt,
    long times,
    boolean system) {

  /// The source of events of our own.
  public static final String SYSTEM_SOURCE = "limits";

  /// In whose name events about destinations are sent.
  public static final String DESTINATIONS_SOURCE = "destinations";

  public Occurrence {
    requireNonNull(id);
    requireNonNull(counted);
    requireNonNull(type);
    requireNonNull(scope);
    requireNonNull(at);
    requireNonNull(arrivedAt);
    if (times < 1) {
      throw new IllegalArgumentException("it happened at least once");
    }
  }

  public static Occurrence of(Event event) {
    return new Occurrence(
        event.id().value(),
        Counted.EVENT,
        event.type(),
        Scope.of(event, event.receivedAt()),
        event.occurredAt(),
        event.receivedAt(),
        1,
        isSystem(event));
  }

  /// Something at the gate, counted together over a while: requests, or the largest of what was too large.
  ///
  /// There is no event yet: `$event` shows the type, the source and the time.
  ///
  /// @param type `api_call`, or the name of the limit it is counted for
  /// @param context who it was, and what is measured
  /// @param at in that while, by our clock
  public static Occurrence atGate(
      String type, String source, Value.Obj context, Instant at, long times) {
    UUID id =
        new Digest().add("gate").add(type).add(Json.write(context)).add(at.toEpochMilli()).id();
    Event event =
        new Event(
            new EventId(id), new Offset(0, 0), type, source, at, at, Payload.of(Value.Obj.EMPTY));
    Scope scope = Scope.of(event, at).withContext(context);
    return new Occurrence(id, Counted.API_CALL, type, scope, at, at, times, isSystem(event));
  }

  /// A message promised to a destination or rendered for it.
  ///
  /// @param id of the delivery
  /// @param scope of the walk
  /// @param dimensions `pipeline`, `destination`, `route`, `channel`, shown as `$context` besides what `set` wrote
  public static Occurrence of(
      Counted counted, UUID id, Event event, Scope scope, Value.Obj dimensions, Instant at) {
    Value.ObjBuilder context = Value.object();
    if (scope.root("context") instanceof Value.Obj set) {
      context.putAll(List.copyOf(set.members().entrySet()));
    }
    context.putAll(List.copyOf(dimensions.members().entrySet()));
    Scope shown = scope.withContext(context.build());
    return new Occurrence(id, counted, event.type(), shown, at, at, 1, isSystem(event));
  }

  public static boolean isSystem(Event event) {
    return event.sourceId().equals(SYSTEM_SOURCE) || event.sourceId().equals(DESTINATIONS_SOURCE);
  }
}
