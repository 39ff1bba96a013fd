package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// What one request says: an event, or a batch of them. Pure. Numbers stay as they were sent.
///
/// @param id the same at each try: that of the delivery, or one made of those in the batch
/// @param headers those that belong to the body
record WebhookMessage(String id, SequencedMap<String, String> headers, String body) {
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String TEST = "X-Ingestlayer-Test";
  private static final int BATCH_ID_BYTES = 16;

  /// One event.
  static WebhookMessage of(Delivery delivery, WebhookFormat format, DestinationContext context) {
    SequencedMap<String, String> headers = headers(format, false);
    if (format == WebhookFormat.CLOUDEVENTS_BINARY) {
      headers.putAll(CloudEvent.of(delivery, context).headers());
    }
    return new WebhookMessage(delivery.id().toString(), headers, json(delivery, format, context));
  }

  /// Several events, also when it is only one. The ids of their deliveries stand beside them in the same order, since what a
  /// pipeline made need not have one; CloudEvents carry theirs.
  ///
  /// @param elements the JSON of each delivery
  static WebhookMessage batch(
      List<Delivery> deliveries, List<String> elements, WebhookFormat format) {
    List<String> ids = deliveries.stream().map(it -> it.id().toString()).toList();
    String events = JsonParts.array(elements);
    String body =
        format == WebhookFormat.CLOUDEVENTS
            ? events
            : "{\"deliveries\":"
                + Json.write(Value.array(ids.stream().map(Value::of).toList()))
                + ",\"events\":"
                + events
                + "}";
    return new WebhookMessage(batchId(ids), headers(format, true), body);
  }

  /// The event's JSON in that format.
  static String json(Delivery delivery, WebhookFormat format, DestinationContext context) {
    return switch (format) {
      case EVENT -> made(delivery).map(Json::write).orElseGet(() -> envelope(delivery.event()));
      case PAYLOAD, CLOUDEVENTS_BINARY -> data(delivery);
      case STANDARD -> standard(delivery);
      case CLOUDEVENTS -> CloudEvent.of(delivery, context).json(data(delivery));
    };
  }

  /// What the route's `body` says, else what the last transform made; empty when there is neither.
  private static Optional<Value> made(Delivery delivery) {
    return delivery
        .route()
        .config()
        .find(WebhookDestinationType.BODY)
        .map(it -> it.evaluate(delivery.scope(), Notes.none()))
        .or(() -> Optional.of(delivery.scope().output()).filter(it -> it != Value.Absent.ABSENT));
  }

  private static String data(Delivery delivery) {
    return made(delivery).map(Json::write).orElseGet(() -> delivery.event().payload().text());
  }

  private static String envelope(Event event) {
    SequencedMap<String, String> members = new LinkedHashMap<>();
    members.put("id", event.id().toString());
    members.put("type", event.type());
    members.put("received_at", event.receivedAt().toString());
    return JsonParts.object(members, "payload", event.payload().text());
  }

  private static String standard(Delivery delivery) {
    SequencedMap<String, String> members = new LinkedHashMap<>();
    members.put("type", delivery.event().type());
    members.put("timestamp", delivery.event().occurredAt().toString());
    return JsonParts.object(members, "data", data(delivery));
  }

  /// The same, with a header that says that nothing has happened.
  WebhookMessage asTest() {
    SequencedMap<String, String> marked = new LinkedHashMap<>(headers);
    marked.put(TEST, "true");
    return new WebhookMessage(id, marked, body);
  }

  private static SequencedMap<String, String> headers(WebhookFormat format, boolean batch) {
    SequencedMap<String, String> headers = new LinkedHashMap<>();
    headers.put(CONTENT_TYPE, format.mediaType(batch));
    return headers;
  }

  /// The same for the same deliveries: a batch that is tried again as it was is known again.
  private static String batchId(List<String> ids) {
    try {
      byte[] joined = String.join(" ", ids).getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(joined);
      return "bat_" + HexFormat.of().formatHex(hash, 0, BATCH_ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
