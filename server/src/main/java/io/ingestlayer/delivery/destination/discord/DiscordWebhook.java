package io.ingestlayer.delivery.destination.discord;

import io.ingestlayer.component.Secret;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A webhook's address, whole a secret.
///
/// @param url with the version of the API that we speak, without a query
/// @param token its last part, which an answer may repeat by itself
record DiscordWebhook(Secret url, Secret token) {
  /// As Discord's settings give it, with or without a version, and with what some tools put at its end.
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(https?://[A-Za-z0-9.:-]+(?:/[A-Za-z0-9._-]+)*?)/api(?:/v[0-9]{1,3})?/webhooks/([0-9]{1,20})/([A-Za-z0-9._-]{1,200})(?:/(?:slack|github)?)?(?:\\?.*)?");

  /// Empty when it is no such address.
  static Optional<DiscordWebhook> of(Secret address) {
    Matcher matcher = ADDRESS.matcher(address.reveal().strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String url =
        matcher.group(1) + "/api/v10/webhooks/" + matcher.group(2) + "/" + matcher.group(3);
    return Optional.of(new DiscordWebhook(new Secret(url), new Secret(matcher.group(3))));
  }

  List<Secret> secrets() {
    return List.of(url, token);
  }
}
