package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.vendor.KeptText;
import io.ingestlayer.platform.http.ClientTls;
import io.ingestlayer.platform.http.HttpSender.Request;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A webhook as it is configured, and the requests that come of it. Immutable; pure.
///
/// @param auth null when there is none
/// @param tls null when nothing is presented and Java's authorities are trusted
/// @param batch whether a request carries a list
record WebhookSettings(
    URI url,
    String method,
    WebhookSignatures signatures,
    @Nullable WebhookAuth auth,
    @Nullable ClientTls tls,
    CustomHeaders headers,
    WebhookFormat format,
    Duration timeout,
    boolean idempotencyKey,
    boolean batch) {
  /// What an inbox that stands in for a webhook shows: it has no address, and nothing is sent.
  private static final URI NO_ADDRESS = URI.create("https://webhook.invalid/");

  private static final String USER_AGENT = "User-Agent";
  private static final String AGENT = agent();

  static WebhookSettings of(Config config) {
    return new WebhookSettings(
        config.find(WebhookDestinationType.URL).orElse(NO_ADDRESS),
        config.get(WebhookDestinationType.METHOD),
        WebhookDestinationType.signatures(config),
        config.find(WebhookDestinationType.AUTH).map(WebhookAuth::of).orElse(null),
        config.find(WebhookDestinationType.TLS).map(WebhookTls::of).orElse(null),
        config.get(WebhookDestinationType.HEADERS),
        WebhookFormat.of(config.get(WebhookDestinationType.FORMAT)),
        config.get(WebhookDestinationType.TIMEOUT),
        config.get(WebhookDestinationType.IDEMPOTENCY_KEY),
        config.find(WebhookDestinationType.BATCH).isPresent());
  }

  private static String agent() {
    String version = WebhookSettings.class.getPackage().getImplementationVersion();
    return version == null ? "ingestlayer" : "ingestlayer/" + version;
  }

  Request request(WebhookMessage message, Instant at) {
    Map<String, String> all = ours(message);
    headers.putInto(all);
    if (auth != null) {
      all.put("Authorization", auth.header().reveal());
    }
    all.putAll(signatures.headers(message.id(), at, message.body()));
    return new Request(method, url, all, message.body(), timeout, tls);
  }

  /// The headers as a person may see them: no secret, and no signature, from which a weak secret could be guessed.
  SequencedMap<String, String> shownHeaders(WebhookMessage message, Instant at) {
    SequencedMap<String, String> all = ours(message);
    headers.showIn(all);
    Optional.ofNullable(auth).ifPresent(it -> all.put("Authorization", it.header().toString()));
    signatures
        .headers(message.id(), at, message.body())
        .forEach((name, value) -> all.put(name, WebhookSignatures.isSignature(name) ? "…" : value));
    return all;
  }

  private SequencedMap<String, String> ours(WebhookMessage message) {
    SequencedMap<String, String> all = new LinkedHashMap<>();
    if (!headers.has(USER_AGENT)) {
      all.put(USER_AGENT, AGENT);
    }
    all.putAll(message.headers());
    if (idempotencyKey) {
      all.put("Idempotency-Key", message.id());
    }
    return all;
  }

  /// Where it goes, without path and query.
  String shownUrl() {
    String path = Optional.ofNullable(url.getRawPath()).orElse("");
    boolean hasMore = path.length() > 1 || url.getRawQuery() != null;
    return url.getScheme() + "://" + url.getRawAuthority() + (hasMore ? "/…" : "/");
  }

  /// What may be kept of a request and its answer.
  KeptText kept() {
    WebhookSecrets secrets = new WebhookSecrets();
    secrets.addUrl(url);
    signatures.all().forEach(it -> secrets.add(it.secret()));
    headers.secret().values().forEach(secrets::add);
    if (auth != null) {
      secrets.add(auth.told());
      secrets.add(auth.header());
    }
    return new KeptText(secrets.all());
  }
}
