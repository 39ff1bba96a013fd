package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The server's HTTP API as a program uses it. Any thread may call; what fails on the way is an [UncheckedIOException].
final class Api implements AutoCloseable {
  static final JsonMapper JSON = new JsonMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int PAGE = 250;

  private final String url;
  private final String key;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  Api(String url, String key) {
    this.url = url;
    this.key = key;
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  HttpResponse<String> post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  HttpResponse<String> put(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  /// A request without a key, as a browser makes it.
  HttpResponse<String> browse(HttpRequest.Builder request) {
    return send(request.timeout(TIMEOUT));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + key);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }

  static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }

  /// What the envelope of a good answer holds.
  JsonNode data(String path) {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as("GET %s: %s", path, answer.body()).isEqualTo(200);
    return json(answer).path("data");
  }

  /// All elements of a list, page by page.
  List<JsonNode> all(String path) {
    List<JsonNode> all = new ArrayList<>();
    String separator = path.contains("?") ? "&" : "?";
    String first = path + separator + "limit=" + PAGE;
    for (String next = first; !next.isEmpty(); ) {
      HttpResponse<String> answer = get(next);
      assertThat(answer.statusCode()).as("GET %s: %s", next, answer.body()).isEqualTo(200);
      JsonNode page = json(answer);
      page.path("data").forEach(all::add);
      String cursor = page.path("next_cursor").asString("");
      next = cursor.isEmpty() ? "" : first + "&cursor=" + cursor;
    }
    return all;
  }

  /// Writes what is known of somebody or something.
  void entity(String kind, String id, String traits) {
    HttpResponse<String> answer =
        put("/v1/entities/" + kind + "/" + id, "{\"traits\":" + traits + "}");
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
  }

  /// One event as it stands in a request.
  static String event(String type, String payload, @Nullable String key) {
    return key == null
        ? "{\"type\":\"%s\",\"payload\":%s}".formatted(type, payload)
        : "{\"type\":\"%s\",\"payload\":%s,\"idempotencyKey\":\"%s\"}"
            .formatted(type, payload, key);
  }

  HttpResponse<String> ingest(List<String> events) {
    return post("/v1/ingest", "{\"events\":[" + String.join(",", events) + "]}");
  }

  /// Sends one event, which is taken.
  ///
  /// @return its result: id and status
  JsonNode send(String type, String payload, @Nullable String key) {
    HttpResponse<String> answer = ingest(List.of(event(type, payload, key)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return json(answer).path("data").path("results").path(0);
  }

  /// Sends one event without a key; returns its id.
  String send(String type, String payload) {
    return send(type, payload, null).path("id").asString();
  }

  JsonNode timeline(String id) {
    return data("/v1/events/" + id + "/timeline");
  }

  /// The event's timeline once nothing of it is under way any more.
  JsonNode settled(String id) {
    return Await.present(
        "the end of " + id,
        Duration.ofSeconds(30),
        () -> Optional.of(timeline(id)).filter(Api::isSettled));
  }

  private static boolean isSettled(JsonNode timeline) {
    List<String> open = List.of("pending", "retrying", "held");
    return timeline.path("decided").asBoolean()
        && timeline
            .path("pipelines")
            .valueStream()
            .flatMap(it -> it.path("destinations").valueStream())
            .noneMatch(it -> open.contains(it.path("state").asString()));
  }

  /// The part of a timeline that is about this pipeline.
  static JsonNode pipeline(JsonNode timeline, String name) {
    return timeline
        .path("pipelines")
        .valueStream()
        .filter(it -> it.path("pipeline").asString().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no pipeline " + name + " in " + timeline));
  }

  /// Waits until everything that was accepted is decided and nothing is open; returns the books.
  JsonNode settledBooks(Duration atMost) {
    return Await.present(
        "everything to be delivered",
        atMost,
        () ->
            Optional.of(data("/v1/books"))
                .filter(it -> it.path("waiting").asLong() + it.path("open").asLong() == 0));
  }

  @Override
  public void close() {
    http.close();
  }
}
