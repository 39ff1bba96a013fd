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

/// Slack's Web API with the token that is valid at each call. A call whose token has ended is made once more with the next.
final class SlackApi {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final String JSON = "application/json; charset=utf-8";

  private final HttpSender http;
  private final URI baseUrl;
  private final SlackTokens tokens;

  SlackApi(HttpSender http, URI baseUrl, SlackTokens tokens) {
    this.http = http;
    this.baseUrl = baseUrl;
    this.tokens = tokens;
  }

  SlackTokens tokens() {
    return tokens;
  }

  HttpSender.Answer post(String method, String json)
      throws EgressRefusedException, HttpSendException, NoTokenException {
    URI url = url(method, "");
    return call(token -> HttpSender.Request.post(url, headers(token), json, TIMEOUT));
  }

  HttpSender.Answer lookupByEmail(String email)
      throws EgressRefusedException, HttpSendException, NoTokenException {
    return get("users.lookupByEmail", "?email=" + encoded(email));
  }

  /// One page of the channels that are not archived.
  ///
  /// @param types which kinds, separated by commas
  HttpSender.Answer channels(String types, int limit, String cursor)
      throws EgressRefusedException, HttpSendException, NoTokenException {
    String query = "?exclude_archived=true&limit=" + limit + "&types=" + encoded(types);
    return get(
        "conversations.list", cursor.isEmpty() ? query : query + "&cursor=" + encoded(cursor));
  }

  private HttpSender.Answer get(String method, String query)
      throws EgressRefusedException, HttpSendException, NoTokenException {
    URI url = url(method, query);
    return call(token -> HttpSender.Request.get(url, headers(token), TIMEOUT));
  }

  private HttpSender.Answer call(Call call)
      throws EgressRefusedException, HttpSendException, NoTokenException {
    Secret token = tokens.now();
    HttpSender.Answer answer = http.send(call.with(token));
    if (SlackAnswer.error(answer).filter("token_expired"::equals).isEmpty()) {
      return answer;
    }
    Secret next = tokens.insteadOf(token);
    return next.equals(token) ? answer : http.send(call.with(next));
  }

  private interface Call {
    HttpSender.Request with(Secret token);
  }

  private static Map<String, String> headers(Secret token) {
    return Map.of("Authorization", "Bearer " + token.reveal(), "Content-Type", JSON);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
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
