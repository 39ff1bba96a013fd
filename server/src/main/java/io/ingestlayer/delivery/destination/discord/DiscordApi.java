package io.ingestlayer.delivery.destination.discord;

import io.ingestlayer.component.Secret;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender;
import io.ingestlayer.platform.http.HttpSender.Answer;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The two calls of Discord's HTTP API that make a message.
///
/// @param agent who we are; Discord refuses a client that does not say so in its form
record DiscordApi(HttpSender http, String agent) {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  static DiscordApi of(HttpSender http, URI publicUrl) {
    return new DiscordApi(http, "DiscordBot (" + publicUrl + ", 1)");
  }

  /// Says a message as a bot.
  ///
  /// @param channel digits, and nothing else
  Answer create(URI baseUrl, Secret token, String channel, String json)
      throws EgressRefusedException, HttpSendException {
    String base = baseUrl.toString().replaceAll("/+$", "");
    URI url = URI.create(base + "/channels/" + channel + "/messages");
    return post(url, Map.of("Authorization", "Bot " + token.reveal()), json);
  }

  /// Says a message through a webhook. Without `wait` Discord would answer before it knows whether there is a message.
  ///
  /// @param thread digits, or nothing
  Answer execute(DiscordWebhook webhook, String thread, String json)
      throws EgressRefusedException, HttpSendException {
    String query = "?wait=true" + (thread.isEmpty() ? "" : "&thread_id=" + thread);
    return post(URI.create(webhook.url().reveal() + query), Map.of(), json);
  }

  private Answer post(URI url, Map<String, String> authorization, String json)
      throws EgressRefusedException, HttpSendException {
    Map<String, String> headers = new HashMap<>(authorization);
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", agent);
    return http.send(HttpSender.Request.post(url, headers, json, TIMEOUT));
  }
}
