package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.databind.JsonNode;

/// Wherever a secret of a server could be read: what it answers, logs, stores, and what its commands print. Everywhere it is
/// looked for what must not be there, and for what is there, so that nobody looks in vain.
final class SecretLook {
  private static final int ASKED_WRONGLY = 2;

  /// The keys that may be in plain text, as the manual says; and programs.
  private static final Set<String> NOT_SEARCHED = Set.of("master.key", "postgres-bin");

  private final ServerProcess server;
  private final List<SecretSearch> searches;

  SecretLook(ServerProcess server, SecretSearch... searches) {
    this.server = server;
    this.searches = List.of(searches);
  }

  void at(String what, HttpResponse<String> answer) {
    at(what, answer.statusCode() + "\n" + answer.headers().map() + "\n" + answer.body());
  }

  void at(String what, String text) {
    searches.forEach(it -> it.look(what, text));
  }

  /// Every list, and all there is of an event and of each of its deliveries.
  void atAnswers(String id, JsonNode destinations) {
    List<String> paths =
        new ArrayList<>(
            List.of(
                "/livez",
                "/readyz",
                "/metrics",
                "/v1/books",
                "/v1/events",
                "/v1/events/" + id,
                "/v1/events/" + id + "/timeline",
                "/v1/deliveries?limit=250",
                "/v1/deliveries/counts?group_by=destination,state,code",
                "/v1/attempts?limit=250",
                "/v1/dead-letters",
                "/v1/secrets",
                "/v1/replays",
                "/v1/limits",
                "/v1/datasets/limit_violations",
                "/v1/destinations",
                "/v1/destination-types/slack/manifest",
                "/v1/destinations/preview/inbox",
                "/v1/destinations/unknown/health",
                "/v1/nowhere"));
    for (JsonNode one : destinations) {
      String name = one.path("destination").asString();
      paths.add("/v1/destinations/" + name + "/health");
      paths.add("/v1/deliveries/" + one.path("id").asString());
      at("the test of " + name, server.api().post("/v1/destinations/" + name + "/test", "{}"));
    }
    for (String path : paths) {
      at("GET " + path, server.api().get(path));
    }
    URI page = URI.create(server.url() + "/events/" + id);
    HttpRequest.Builder opened =
        HttpRequest.newBuilder(page)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("key=" + ServerProcess.API_KEY));
    at("the page of the event", server.api().browse(opened));
  }

  /// Requests that are wrong, with a secret in them.
  void atRefusals(String secret) {
    Api api = server.api();
    at("a name", api.put("/v1/secrets/a%20b", "{\"value\":\"" + secret + "\"}"));
    at("a list", api.put("/v1/secrets/LIST", "{\"value\":[\"" + secret + "\"]}"));
    at("a member", api.put("/v1/secrets/MEMBER", "{\"value\":\"x\",\"old\":\"" + secret + "\"}"));
    at("no JSON", api.put("/v1/secrets/JSON", "{\"value\":\"" + secret));
    at("no JSON at all", api.put("/v1/secrets/JSON", secret));
    at("a callback", api.get("/v1/oauth/slack/callback?code=" + secret + "&state=" + secret));
    HttpRequest.Builder stranger =
        HttpRequest.newBuilder(URI.create(server.url() + "/v1/events"))
            .header("Authorization", "Bearer il_live_" + secret);
    at("a wrong key", api.browse(stranger));
  }

  /// What a command prints, named by its words. A command that there is not prints nothing worth a look.
  String atCommand(String... words) throws IOException, InterruptedException {
    ServerProcess.Result result = server.run(words);
    assertThat(result.exitCode()).as(String.join(" ", words)).isNotEqualTo(ASKED_WRONGLY);
    at(String.join(" ", words), result.output());
    return result.output();
  }

  /// Every column of every table.
  void atTables(DataSource database) throws SQLException {
    for (SecretSearch each : searches) {
      each.lookInTables(database);
    }
  }

  /// The bytes of every file, with the server down.
  void atFiles() throws IOException {
    for (SecretSearch each : searches) {
      each.lookInFiles(server.dataDir(), NOT_SEARCHED);
    }
  }

  /// The embedded database, whose password is a secret too.
  DataSource database(SecretSearch search) throws IOException {
    Path file = server.dataDir().resolve("postgres.password");
    String password = Files.readString(file).strip();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setPortNumbers(
        new int[] {Integer.parseInt(Files.readAllLines(server.postmasterFile()).get(3))});
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setDatabaseName("ingestlayer");
    source.setUser("ingestlayer");
    source.setPassword(search.known("the password of the database", password));
    return source;
  }

  /// Keeps secrets through the API.
  void atStoring(Map<String, String> secrets) {
    secrets.forEach((name, secret) -> {
      String body = Api.JSON.writeValueAsString(Map.of("value", secret));
      HttpResponse<String> answer = server.api().put("/v1/secrets/" + name, body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      at("PUT /v1/secrets/" + name, answer);
    });
  }
}
