package io.ingestlayer.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.http.HttpServer;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.KeyKind;
import io.ingestlayer.workspace.KeyScope;
import io.ingestlayer.workspace.postgres.PostgresApiKeys;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;

/// Some routes of the API behind real HTTP, and a key that may read.
final class TestApi implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-22T14:20:00Z");

  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpServer server;
  private final String key;

  TestApi(Database database, BiConsumer<Router, Access> routes) {
    ApiKeys keys = new PostgresApiKeys(database, new Random(1));
    key = keys.create("test", KeyKind.LIVE, Set.of(KeyScope.READ), "sdk", null, NOW).key();
    Router router = new Router();
    routes.accept(router, new Access(keys, InstantSource.fixed(NOW)));
    server = new HttpServer(HttpServer.Settings.on("127.0.0.1", 0), router);
    server.start();
  }

  /// The body of a good answer.
  Value json(String path) throws Exception {
    HttpResponse<String> answer = get(path, "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parseObject(answer.body());
  }

  HttpResponse<String> get(String path, String accept) throws Exception {
    return send(
        request(path).header("Accept", accept).header("Authorization", "Bearer " + key).build());
  }

  int statusWithout(String path) throws Exception {
    return send(request(path).build()).statusCode();
  }

  int statusAs(String otherKey, String path) throws Exception {
    return send(request(path).header("Authorization", "Bearer " + otherKey).build()).statusCode();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    server.close();
    http.close();
  }
}
