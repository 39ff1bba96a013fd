package io.ingestlayer.app;

import io.ingestlayer.app.command.RootCommand;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Durability;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.clock.TurnableClock;
import io.ingestlayer.testkit.postgres.TestPostgres;
import io.ingestlayer.testkit.slack.SlackFake;
import io.ingestlayer.workspace.ApiKey;
import io.ingestlayer.workspace.KeyKind;
import io.ingestlayer.workspace.KeyScope;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/// The server as it is wired, on a database that ends with the test, with a strict Slack beside it and a clock to turn.
final class TurnedServer implements AutoCloseable {
  static final String KEY = "il_live_e2eKey0000000000000000000000000rf4WD";
  private static final String TOKEN = "xoxb-turned";

  final TurnableClock clock = new TurnableClock(Instant.parse("2026-11-01T08:30:00Z"));
  final SlackFake slack = SlackFake.start(clock);
  final TestPostgres database = TestPostgres.create();
  private final Map<String, String> environment = new HashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private Server server;

  TurnedServer(Path folder, String definitions, Map<String, String> more) throws IOException {
    slack.token(TOKEN, "chat:write");
    Path workspace = Files.createDirectories(folder.resolve("workspace"));
    Files.writeString(workspace.resolve("definitions.yaml"), definitions);
    environment.put("INGESTLAYER_LISTEN", "127.0.0.1:0");
    environment.put("INGESTLAYER_DATA_DIR", folder.resolve("data").toString());
    environment.put("INGESTLAYER_DATABASE_URL", database.uri());
    environment.put("INGESTLAYER_WORKSPACE_DIR", workspace.toString());
    environment.put("INGESTLAYER_EGRESS_ALLOW", "127.0.0.0/8");
    environment.put("INGESTLAYER_API_KEY", KEY);
    environment.put("SLACK_BOT_TOKEN", TOKEN);
    environment.put("SLACK_URL", slack.baseUrl() + "/api");
    environment.putAll(more);
    server = started();
  }

  private Server started() {
    Server started =
        Server.start(
            Settings.read(null, environment),
            environment,
            new TurnedTimer(clock),
            line -> {},
            new Durability(true));
    FirstKey.mint(started.keys(), environment, clock.instant());
    return started;
  }

  void restart() {
    server.close();
    server = started();
  }

  /// Runs the program against this server as a person would and returns its exit code.
  int run(PrintWriter out, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", "http://127.0.0.1:" + server.port(), "--key", KEY));
    CommandLine line = RootCommand.commandLine();
    line.setOut(out).setErr(out);
    return line.execute(all.toArray(String[]::new));
  }

  /// With other settings from now on.
  void restart(Map<String, String> other) {
    environment.putAll(other);
    restart();
  }

  /// What this server is set to, for another one or a command on the same data.
  Map<String, String> environment(Map<String, String> other) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(other);
    return all;
  }

  /// A further key that may do only that.
  String key(KeyScope scope) {
    return server
        .keys()
        .create(
            "narrow", KeyKind.LIVE, EnumSet.of(scope), ApiKey.DEFAULT_SOURCE, null, clock.instant())
        .key();
  }

  void channel(String name) {
    slack.channel(name);
    slack.invite(name, TOKEN);
  }

  /// What became of one event: the result in the answer.
  Value send(String type, String payload, String key) throws IOException, InterruptedException {
    String keyed = key.isEmpty() ? "" : ",\"idempotencyKey\":\"" + key + "\"";
    String body = "{\"events\":[{\"type\":\"" + type + "\",\"payload\":" + payload + keyed + "}]}";
    return call("POST", "/v1/ingest", body).get("data").get("results").get(0);
  }

  Value call(String method, String path, String body) throws IOException, InterruptedException {
    return Json.parseObject(asKey(method, path, body).body());
  }

  /// The whole answer.
  HttpResponse<String> asKey(String method, String path, String body)
      throws IOException, InterruptedException {
    return page(
        method, path, body, "Authorization", "Bearer " + KEY, "Content-Type", "application/json");
  }

  /// As a browser asks: without a key.
  HttpResponse<String> page(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /// How many deliveries are neither delivered nor given up, by the books.
  long open() throws IOException, InterruptedException {
    Value books = call("GET", "/v1/books", "").get("data");
    return number(books.get("open")) + number(books.get("waiting"));
  }

  void awaitState(String destination, String state) {
    awaiting(
        destination + " is " + state,
        () ->
            text(call("GET", "/v1/destinations/" + destination + "/health", "")
                    .get("data")
                    .get("state"))
                .equals(state));
  }

  void awaitClosed() {
    awaiting("the books are closed", () -> open() == 0);
  }

  /// The same for what goes at a pace, a second at a time.
  void turnUntilClosed() {
    awaiting(
        "the books are closed",
        () -> {
          clock.turn(Duration.ofSeconds(1));
          return open() == 0;
        });
  }

  private static void awaiting(String what, Callable<Boolean> condition) {
    Await.until(
        what,
        Duration.ofSeconds(20),
        () -> {
          try {
            return condition.call();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  static long number(Value value) {
    return value instanceof Value.Num num ? num.decimal().longValueExact() : -1;
  }

  static String text(Value value) {
    return value instanceof Value.Text text ? text.value() : "";
  }

  @Override
  public void close() {
    server.close();
    http.close();
    slack.close();
    database.close();
  }
}
