package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.Occurrence;
import io.ingestlayer.outbox.OutboxEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/// What is told of a destination: events of our own that pipelines route like any other.
final class DestinationEvents {
  private static final String FAILING = "destination.failing";
  private static final String PAUSED = "destination.paused";
  private static final String RESUMED = "destination.resumed";

  private static final int CODE_MAX = 200;
  private static final int DETAIL_MAX = 2_000;

  private DestinationEvents() {}

  /// So many failures in a row: a level is reached.
  ///
  /// @param since when the first of them was; with the level it makes the event's id
  static OutboxEvent failing(
      String destination,
      String type,
      int failures,
      int percent,
      Instant since,
      Hold why,
      Instant at) {
    Value.ObjBuilder payload =
        Value.object()
            .put("destination", destination)
            .put("type", type)
            .put("consecutive_failures", failures)
            .put("percent", percent)
            .put("code", StorableText.of(why.code(), CODE_MAX))
            .put("detail", StorableText.of(why.detail(), DETAIL_MAX))
            .put("suggestion", why.suggestion());
    return event(FAILING, destination, since + " " + percent, payload, at);
  }

  static OutboxEvent paused(DestinationPauses.Paused paused) {
    Value.ObjBuilder payload =
        Value.object()
            .put("destination", paused.destination())
            .put("by", paused.automatic() ? "automatic" : paused.by())
            .put("reason", paused.reason());
    return event(PAUSED, paused.destination(), paused.since().toString(), payload, paused.since());
  }

  /// @param by `automatic` when a probe found that it works again
  static OutboxEvent resumed(String destination, String by, Instant at) {
    Value.ObjBuilder payload = Value.object().put("destination", destination).put("by", by);
    return event(RESUMED, destination, at.toString(), payload, at);
  }

  private static OutboxEvent event(
      String type, String destination, String which, Value.ObjBuilder payload, Instant at) {
    UUID id =
        UUID.nameUUIDFromBytes(
            (type + "\n" + destination + "\n" + which).getBytes(StandardCharsets.UTF_8));
    return new OutboxEvent(
        id,
        type,
        Occurrence.DESTINATIONS_SOURCE,
        at,
        Payload.of(payload.put("system", true).put("hop", 1).build()));
  }

  /// Whether the event tells of that very destination: then its own failure there tells nothing new.
  static boolean tellsOf(Event event, String destination) {
    return event.sourceId().equals(Occurrence.DESTINATIONS_SOURCE)
        && event.payload().tree().get("destination").equals(Value.of(destination));
  }
}
