package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.component.Secret;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// Slack's Web API with one token.
final class SlackApi {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final String JSON = "application/json; charset=utf-8";

  private final HttpSender http;
  private final URI baseUrl;
  private final Secret token;

  SlackApi(HttpSender http, URI baseUrl, Secret token) {
    this.http = http;
    this.baseUrl = baseUrl;
    this.token = token;
  }

  HttpSender.Answer post(String method, String json)
      throws EgressRefusedException, HttpSendException {
    return http.send(HttpSender.Request.post(url(method, ""), headers(), json, TIMEOUT));
  }

  HttpSender.Answer lookupByEmail(String email) throws EgressRefusedException, HttpSendException {
    String query = "?email=" + URLEncoder.encode(email, StandardCharsets.UTF_8);
    return http.send(HttpSender.Request.get(url("users.lookupByEmail", query), headers(), TIMEOUT));
  }

  private Map<String, String> headers() {
    return Map.of("Authorization", "Bearer " + token.reveal(), "Content-Type", JSON);
  }

  private URI url(String method, String query) {
    return URI.create(baseUrl.toString().replaceAll("/+$", "") + "/" + method + query);
  }

  /// Posts to an incoming webhook, whose URL is the secret.
  static HttpSender.Answer postWebhook(HttpSender http, Secret url, String json)
      throws EgressRefusedException, HttpSendException {
    return http.send(
        HttpSender.Request.post(
            URI.create(url.reveal()), Map.of("Content-Type", JSON), json, TIMEOUT));
  }
}
