package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;

/// A request as a person may look at it before it is sent. Pure.
final class WebhookPreview {
  private WebhookPreview() {}

  /// The time in it is that of the decision: the one of the attempt is not known yet.
  static Value of(WebhookSettings settings, Delivery delivery, DestinationContext context) {
    WebhookMessage message = message(settings, delivery, context);
    Value.ObjBuilder headers = Value.object();
    settings.shownHeaders(message, delivery.scope().now()).forEach(headers::put);
    return Value.object()
        .put("method", settings.method())
        .put("url", settings.shownUrl())
        .put("headers", headers.build())
        .put("body", Json.parseObject("{\"body\":" + message.body() + "}").get("body"))
        .build();
  }

  private static WebhookMessage message(
      WebhookSettings settings, Delivery delivery, DestinationContext context) {
    return settings.batch()
        ? WebhookMessage.batch(
            List.of(delivery),
            List.of(WebhookMessage.json(delivery, settings.format(), context)),
            settings.format())
        : WebhookMessage.of(delivery, settings.format(), context);
  }

  /// About as it goes over the wire.
  static String read(Value preview) {
    List<String> lines = new ArrayList<>();
    lines.add(text(preview.get("method")) + " " + text(preview.get("url")));
    if (preview.get("headers") instanceof Value.Obj headers) {
      headers.members().forEach((name, value) -> lines.add(name + ": " + text(value)));
    }
    lines.add("");
    lines.add(Json.write(preview.get("body")));
    return String.join("\n", lines);
  }

  private static String text(Value value) {
    return value instanceof Value.Text(String text) ? text : "";
  }
}
