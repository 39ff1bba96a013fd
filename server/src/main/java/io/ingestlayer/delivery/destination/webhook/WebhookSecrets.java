package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.component.Secret;
import io.ingestlayer.component.UrlTokens;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The texts that must be seen nowhere, each in the forms in which a receiver may repeat it. One thread.
final class WebhookSecrets {
  private static final Pattern SCHEME = Pattern.compile("^(whsec_|whsk_|Bearer |Basic )");

  private final Set<String> texts = new LinkedHashSet<>();

  /// A credential: itself, without the word before it, and as JSON and forms write it.
  void add(Secret secret) {
    String whole = secret.reveal();
    addForms(whole);
    addForms(SCHEME.matcher(whole).replaceFirst(""));
  }

  private void addForms(String text) {
    String json = Json.write(Value.of(text));
    String quoted = json.substring(1, json.length() - 1);
    texts.add(text);
    texts.add(quoted);
    // PHP writes every slash like this.
    texts.add(quoted.replace("/", "\\/"));
    texts.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
  }

  /// What of an address may be a token.
  void addUrl(URI url) {
    String path = Optional.ofNullable(url.getRawPath()).orElse("");
    String query = Optional.ofNullable(url.getRawQuery()).orElse("");
    if (!query.isEmpty()) {
      texts.add(path + "?" + query);
      addForms(query);
    }
    addParts(path, "/", UrlTokens.PATH_PART_MIN);
    addParts(query, "[&=]", UrlTokens.QUERY_PART_MIN);
    addParts(Optional.ofNullable(url.getQuery()).orElse(""), "[&=]", UrlTokens.QUERY_PART_MIN);
  }

  private void addParts(String text, String between, int lengthMin) {
    for (String part : text.split(between, -1)) {
      if (part.length() >= lengthMin) {
        addForms(part);
      }
    }
  }

  List<Secret> all() {
    return texts.stream().map(Secret::new).toList();
  }
}
