package io.ingestlayer.testkit.slack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The other side of the fake in these tests: says what it is told to, right or wrong.
final class SlackClient implements AutoCloseable {
  static final String TOKEN = "xoxb-good";

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final SlackFake slack;

  SlackClient(SlackFake slack) {
    this.slack = slack;
  }

  /// Posts to the API as it should be done.
  JsonNode api(String method, String json) throws IOException {
    return json(call(method, TOKEN, "application/json; charset=utf-8", json));
  }

  JsonNode post(String json) throws IOException {
    return api("chat.postMessage", json);
  }

  /// The error for a message of these members, in a channel that is fine.
  String errorFor(String members) throws IOException {
    return post("{\"channel\":\"#alerts\"," + members + "}").path("error").asString("none");
  }

  HttpResponse<String> call(String method, String token, String contentType, String body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(slack.baseUrl() + "/api/" + method))
            .POST(BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    return send(request);
  }

  HttpResponse<String> postTo(String url, String json) throws IOException {
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  HttpResponse<String> get(String pathAndQuery) throws IOException {
    return send(
        HttpRequest.newBuilder(URI.create(slack.baseUrl() + pathAndQuery))
            .header("Authorization", "Bearer " + TOKEN)
            .GET());
  }

  static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
