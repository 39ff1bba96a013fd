package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.event.Event;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/// An event as CloudEvents 1.0 names its parts. Pure.
///
/// `source` and `id` together are the event's, so that a receiver knows the event wherever it meets it; the extension
/// `deliveryid` tells apart what two pipelines made of it, and `pipeline` says which.
///
/// @param attributes the context attributes by name, all of them text
record CloudEvent(SequencedMap<String, String> attributes) {
  private static final String HEADER_PREFIX = "ce-";

  static CloudEvent of(Delivery delivery, DestinationContext context) {
    Event event = delivery.event();
    SequencedMap<String, String> attributes = new LinkedHashMap<>();
    attributes.put("specversion", "1.0");
    attributes.put("id", event.id().toString());
    attributes.put("source", context.publicUrl() + "/sources/" + encoded(event.sourceId()));
    attributes.put("type", event.type());
    attributes.put("time", event.occurredAt().toString());
    attributes.put("datacontenttype", "application/json");
    attributes.put("deliveryid", delivery.id().toString());
    attributes.put("pipeline", delivery.pipeline().definition().name());
    return new CloudEvent(attributes);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// The structured form, with this JSON as its data.
  String json(String data) {
    return JsonParts.object(attributes, "data", data);
  }

  /// The headers of the binary form; the media type stands in `Content-Type` alone.
  SequencedMap<String, String> headers() {
    SequencedMap<String, String> headers = new LinkedHashMap<>();
    attributes.forEach((name, value) -> {
      if (!name.equals("datacontenttype")) {
        headers.put(HEADER_PREFIX + name, percentEncoded(value));
      }
    });
    return headers;
  }

  /// As the HTTP binding says in 3.1.3.2: blanks, double quotes, percents and all that is not visible ASCII.
  static String percentEncoded(String value) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain = b > ' ' && b < 0x7f && b != '"' && b != '%';
      encoded.append(
          isPlain ? Character.toString(b) : String.format(Locale.ROOT, "%%%02X", b & 0xff));
    }
    return encoded.toString();
  }
}
