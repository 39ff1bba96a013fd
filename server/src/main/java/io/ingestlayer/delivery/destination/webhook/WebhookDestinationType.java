package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.delivery.destination.webhook.WebhookSignatures.Way;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.ValueTemplate;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/// What a webhook destination is to those who define one.
public final class WebhookDestinationType implements DestinationType {
  static final Field<URI> URL =
      Field.required(
          "url",
          FieldTypes.URL,
          "Where to send to, https://…. Shown without its path and query, which may hold a token.");
  static final Field<String> METHOD =
      Field.withDefault("method", FieldTypes.choice("POST", "PUT"), "POST", "POST or PUT.");
  static final Field<SigningKey> SECRET =
      Field.optional(
          "secret",
          new SigningKeyType(),
          "What messages are signed with: whsec_ and base64 of 24 to 64 random bytes; whsk_ and base64 of an ed25519 private key; or a text of 16 to 512 characters.");
  static final Field<SigningKey> PREVIOUS_SECRET =
      Field.optional(
          "previous_secret",
          new SigningKeyType(),
          "The secret before this one. While it is here each message is signed with both.");
  static final Field<Instant> PREVIOUS_SECRET_UNTIL =
      Field.optional(
          "previous_secret_until",
          new InstantType(),
          "When previous_secret stops to sign by itself, such as 2026-03-01T00:00:00Z.");
  static final Field<String> SIGNATURE =
      Field.optional(
          "signature",
          FieldTypes.choice("standard", "ingestlayer", "both", "none"),
          "Which headers carry the signature: webhook-signature (Standard Webhooks), X-Ingestlayer-Signature, or both; both by default when there is a secret.");
  static final Field<Config> AUTH =
      Field.optional(
          "auth",
          FieldTypes.mapping(WebhookAuth.SPEC),
          "{ bearer: a token } or { basic: { user, password } }; none by default.");
  static final Field<Config> TLS =
      Field.optional(
          "tls",
          FieldTypes.mapping(WebhookTls.SPEC),
          "{ certificate, key }: what is presented to a receiver that asks for it; { ca }: whom to trust. PEM, by reference.");
  static final Field<CustomHeaders> HEADERS =
      Field.withDefault(
          "headers",
          new CustomHeadersType(),
          CustomHeaders.NONE,
          "Up to 50 headers of your own: text, or a secret by reference.");
  static final Field<String> FORMAT =
      Field.withDefault(
          "format",
          FieldTypes.choice(WebhookFormat.names()),
          WebhookFormat.EVENT.text(),
          "The body: event (what the last transform made, else {id, type, received_at, payload}), payload, standard ({type, timestamp, data}), cloudevents or cloudevents-binary.");
  static final Field<Duration> TIMEOUT =
      Field.withDefault(
          "timeout",
          FieldTypes.duration(Duration.ofSeconds(1), Duration.ofSeconds(30)),
          Duration.ofSeconds(15),
          "How long the receiver has to answer, 1s to 30s.");
  static final Field<Boolean> IDEMPOTENCY_KEY =
      Field.withDefault(
          "idempotency_key",
          FieldTypes.BOOLEAN,
          false,
          "Whether the webhook-id is also sent as Idempotency-Key.");
  static final Field<Integer> BATCH_MAX =
      Field.withDefault(
          "max", FieldTypes.integer(1, 1_000), 100, "How many events a request carries at most.");
  static final Field<Config> BATCH =
      Field.optional(
          "batch",
          FieldTypes.mapping(ConfigSpec.of(BATCH_MAX)),
          "{ max: 100 }: several events in a request, {\"deliveries\": […], \"events\": […]}, or a CloudEvents batch. Without it each event is a request of its own.");
  static final Field<ValueTemplate> BODY =
      Field.optional(
          "body",
          FieldTypes.VALUE_TEMPLATE,
          "What is sent instead of what the last transform made: an object whose strings may be expressions, or an expression.");

  private static final int CONCURRENCY = 4;

  /// An address can only break as a whole.
  private static final String LANE = "endpoint";

  @Override
  public String key() {
    return "webhook";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("webhook.out");
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.of(
            URL,
            METHOD,
            SECRET,
            PREVIOUS_SECRET,
            PREVIOUS_SECRET_UNTIL,
            SIGNATURE,
            AUTH,
            TLS,
            HEADERS,
            FORMAT,
            TIMEOUT,
            IDEMPOTENCY_KEY,
            BATCH)
        .with(WebhookDestinationType::checkSecrets)
        .with(WebhookDestinationType::checkSignature)
        .with(WebhookDestinationType::checkRequest);
  }

  private static void checkSecrets(Config config, ConfigReader reader) {
    boolean hasPrevious = config.find(PREVIOUS_SECRET).isPresent();
    if (hasPrevious && config.find(SECRET).isEmpty()) {
      reader.error(
          config.at(),
          "previous_without_secret",
          "\"previous_secret\" goes with a new one in \"secret\"");
    }
    if (!hasPrevious && config.find(PREVIOUS_SECRET_UNTIL).isPresent()) {
      reader.error(
          config.at(),
          "until_without_previous",
          "\"previous_secret_until\" goes with \"previous_secret\"");
    }
    boolean isSame =
        config
            .find(SECRET)
            .map(SigningKey::secret)
            .equals(config.find(PREVIOUS_SECRET).map(SigningKey::secret));
    if (hasPrevious && isSame) {
      reader.error(
          config.at(), "same_secret", "\"secret\" and \"previous_secret\" are the same one");
    }
  }

  private static void checkSignature(Config config, ConfigReader reader) {
    String way = config.find(SIGNATURE).orElse("none");
    if (!way.equals("none") && config.find(SECRET).isEmpty()) {
      reader.error(config.at(), "secret_missing", "\"signature\" needs a \"secret\" to sign with");
    }
    if (way.equals("ingestlayer")
        && config.find(SECRET).orElse(null) instanceof SigningKey.Ed25519) {
      reader.error(
          config.at(),
          "invalid_signing_secret",
          "X-Ingestlayer-Signature takes whsec_… or a text; an ed25519 key signs webhook-signature only");
    }
  }

  private static void checkRequest(Config config, ConfigReader reader) {
    if (config.find(AUTH).isPresent() && config.get(HEADERS).has("Authorization")) {
      reader.error(
          config.at(),
          "invalid_header",
          "\"auth\" and \"headers\" both set Authorization; keep one");
    }
    if (config.find(BATCH).isPresent()
        && WebhookFormat.of(config.get(FORMAT)) == WebhookFormat.CLOUDEVENTS_BINARY) {
      reader.error(
          config.at(),
          "batch_format",
          "a CloudEvent in binary form is alone in its request; use format: cloudevents for batches");
    }
    boolean isPlain = config.get(URL).getScheme().toLowerCase(Locale.ROOT).equals("http");
    if (isPlain && config.find(TLS).isPresent()) {
      reader.error(
          config.at(), "invalid_tls", "\"tls\" needs an address that begins with https://");
    }
    if (isPlain) {
      reader.warning(
          config.at(),
          "plain_http",
          "over http:// everybody on the way can read what is sent; use https:// outside of your own network");
    }
  }

  @Override
  public ConfigSpec route(Config destination) {
    return ConfigSpec.of(BODY);
  }

  @Override
  public LaneSpec lanes(Config destination) {
    int batchMax = destination.find(BATCH).map(it -> it.get(BATCH_MAX)).orElse(1);
    return new LaneSpec(CONCURRENCY, batchMax, null);
  }

  @Override
  public String lane(Config destination, Config route, Scope scope) {
    return LANE;
  }

  @Override
  public Value preview(Config destination, Delivery delivery, DestinationContext context) {
    return WebhookPreview.of(WebhookSettings.of(destination), delivery, context);
  }

  @Override
  public String read(Config destination, Value preview) {
    return WebhookPreview.read(preview);
  }

  @Override
  public Destination open(Config destination, DestinationContext context) {
    return new WebhookDestination(WebhookSettings.of(destination), context);
  }

  static WebhookSignatures signatures(Config config) {
    Way way =
        config
            .find(SIGNATURE)
            .map(it -> Way.valueOf(it.toUpperCase(Locale.ROOT)))
            .orElse(config.find(SECRET).isPresent() ? Way.BOTH : Way.NONE);
    return way == Way.NONE
        ? WebhookSignatures.UNSIGNED
        : new WebhookSignatures(
            way,
            config.get(SECRET),
            config.find(PREVIOUS_SECRET).orElse(null),
            config.find(PREVIOUS_SECRET_UNTIL).orElse(null));
  }
}
