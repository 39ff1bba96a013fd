package io.ingestlayer.delivery.destination.webhook;

import java.util.Arrays;
import java.util.Locale;

/// The shape of what is sent.
enum WebhookFormat {
  /// What the pipeline made, or `{id, type, received_at, payload}`.
  EVENT("application/json"),
  /// What the pipeline made, or the payload as it was sent, and nothing around it.
  PAYLOAD("application/json"),
  /// `{type, timestamp, data}`, as Standard Webhooks advises.
  STANDARD("application/json"),
  /// CloudEvents 1.0, structured: all in one JSON object.
  CLOUDEVENTS("application/cloudevents+json; charset=utf-8"),
  /// CloudEvents 1.0, binary: the data is the body, all else stands in headers.
  CLOUDEVENTS_BINARY("application/json");

  private static final String CLOUDEVENTS_BATCH =
      "application/cloudevents-batch+json; charset=utf-8";

  private final String mediaType;

  WebhookFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /// The names in definitions: `cloudevents-binary`.
  static String[] names() {
    return Arrays.stream(values()).map(WebhookFormat::text).toArray(String[]::new);
  }

  static WebhookFormat of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String mediaType(boolean batch) {
    return batch && this == CLOUDEVENTS ? CLOUDEVENTS_BATCH : mediaType;
  }
}
