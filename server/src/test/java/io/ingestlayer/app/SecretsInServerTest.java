package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Durability;
import io.ingestlayer.platform.time.TurnedTimer;
import io.ingestlayer.testkit.await.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets, seen from outside of the whole server.
class SecretsInServerTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String FIRST = "xoxb-first-token-aaaa";
  private static final String SECOND = "xoxb-second-token-bbbb";
  private static final String NOTHING = "event: signed_up\n";
  private static final String OTHER_KEY = "//////////////////////////////////////////8=";

  @TempDir private Path folder;

  private static String slack(String token) {
    return """
    destination: team
    type: slack
    config: { token: %s, base_url: { env: SLACK_URL } }
    ---
    pipeline: all
    match: signed_up
    destinations: [ { to: team, channel: "#all", message: "{{ $event.n }}" } ]
    """
        .formatted(token);
  }

  private TurnedServer server(String definitions) throws Exception {
    TurnedServer server = new TurnedServer(folder, definitions, Map.of());
    for (String token : List.of(FIRST, SECOND)) {
      server.slack.token(token, "chat:write");
    }
    server.slack.channel("#all");
    server.slack.invite("#all");
    return server;
  }

  private void define(String definitions) throws Exception {
    Files.writeString(folder.resolve("workspace/definitions.yaml"), definitions);
  }

  private static Value put(TurnedServer server, String value) throws Exception {
    return server.call("PUT", "/v1/secrets/SLACK", "{\"value\":\"" + value + "\"}");
  }

  @Test
  void a_destination_sends_with_its_secret_and_with_a_new_one_without_a_restart() throws Exception {
    try (TurnedServer server = server(NOTHING)) {
      Value made = put(server, FIRST).get("data");
      define(slack("{ secret: SLACK }"));
      server.restart();
      server.send("signed_up", "{\"n\":1}", "");
      server.slack.awaitMessages(1, SOON);

      server.slack.revoke(FIRST);
      Value changed = put(server, SECOND);
      server.send("signed_up", "{\"n\":2}", "");
      Await.until(
          "the pace of the channel lets the second one go",
          SOON,
          () -> {
            server.clock.turn(Duration.ofSeconds(1));
            return server.slack.messages().size() == 2;
          });

      assertThat(Json.write(made)).contains("\"last_four\":\"aaaa\"").doesNotContain("xoxb");
      assertThat(Json.write(changed))
          .contains("\"version\":2", "\"used_by\":[\"destination team\"]")
          .doesNotContain("xoxb");
      assertThat(Json.write(server.call("GET", "/v1/secrets", "")))
          .contains("\"name\":\"SLACK\"")
          .doesNotContain("xoxb");
    }
  }

  @Test
  void a_secret_in_use_is_not_deleted_and_an_unused_one_is() throws Exception {
    try (TurnedServer server = server(NOTHING)) {
      put(server, FIRST);
      define(slack("{ secret: SLACK }"));
      server.restart();

      Value refused = server.call("DELETE", "/v1/secrets/SLACK", "");
      define(NOTHING);
      server.restart();
      Value deleted = server.call("DELETE", "/v1/secrets/SLACK", "");
      Value again = server.call("DELETE", "/v1/secrets/SLACK", "");

      assertThat(TurnedServer.text(refused.get("code"))).isEqualTo("secret_in_use");
      assertThat(TurnedServer.text(refused.get("detail"))).contains("destination team");
      assertThat(Json.write(deleted)).isEqualTo("{\"data\":{\"deleted\":true}}");
      assertThat(TurnedServer.text(again.get("code"))).isEqualTo("not_found");
    }
  }

  @Test
  void what_is_no_secret_is_refused_without_repeating_it() throws Exception {
    try (TurnedServer server = server(NOTHING)) {
      Value blank = put(server, "   ");
      Value name = server.call("PUT", "/v1/secrets/a%20b", "{\"value\":\"" + FIRST + "\"}");
      Value shape = server.call("PUT", "/v1/secrets/A", "{\"value\":{\"x\":\"" + FIRST + "\"}}");

      Value unquoted = server.call("PUT", "/v1/secrets/A", "{\"value\":" + FIRST + "}");

      assertThat(Json.write(unquoted)).contains("invalid_json").doesNotContain("xoxb");
      assertThat(List.of(blank, name, shape))
          .allSatisfy(it -> {
            assertThat(TurnedServer.text(it.get("code"))).isEqualTo("invalid_secret");
            assertThat(Json.write(it)).doesNotContain("xoxb");
          });
    }
  }

  @Test
  void a_secret_in_plain_text_outlives_the_folder() throws Exception {
    try (TurnedServer server = server(slack(FIRST))) {
      server.restart(Map.of("INGESTLAYER_WORKSPACE_DIR", ""));

      server.send("signed_up", "{\"n\":1}", "");

      assertThat(server.slack.awaitMessages(1, SOON)).hasSize(1);
    }
  }

  @Test
  void a_wrong_or_missing_master_key_refuses_the_start_in_plain_words() throws Exception {
    try (TurnedServer server = server(NOTHING)) {
      put(server, FIRST);
      Path data = folder.resolve("elsewhere");

      Throwable wrong = started(server, data, OTHER_KEY);
      Throwable missing = started(server, data, "");

      assertThat(OperatorErrors.hasAnswer(wrong)).isTrue();
      assertThat(wrong).hasMessageContaining("is another one").hasMessageContaining("backup");
      assertThat(OperatorErrors.hasAnswer(missing)).isTrue();
      assertThat(missing).hasMessageContaining("The master key is missing");
    }
  }

  private static Throwable started(TurnedServer server, Path data, String key) {
    Map<String, String> environment =
        server.environment(
            Map.of("INGESTLAYER_DATA_DIR", data.toString(), "INGESTLAYER_MASTER_KEY", key));
    return catchThrowable(() ->
        Server.start(
            Settings.read(null, environment),
            environment,
            new TurnedTimer(server.clock),
            line -> {},
            new Durability(true)));
  }

  @Test
  void the_master_key_is_rotated_while_the_server_runs() throws Exception {
    try (TurnedServer server = server(NOTHING)) {
      put(server, FIRST);
      Map<String, String> environment = server.environment(Map.of());
      Settings settings = Settings.read(null, environment);
      String before = Files.readString(folder.resolve("data/master.key"));

      SecretSide.Rotated rotated;
      try (StoredSide stored = StoredSide.open(settings)) {
        rotated = SecretSide.rotate(stored, settings, environment);
      }
      Value changed = put(server, SECOND);
      define(slack("{ secret: SLACK }"));
      server.restart();
      server.send("signed_up", "{\"n\":1}", "");

      assertThat(rotated.wrapped()).isEqualTo(2);
      assertThat(TurnedServer.number(changed.get("data").get("version"))).isEqualTo(2);
      assertThat(server.slack.awaitMessages(1, SOON)).hasSize(1);
      assertThat(Files.readString(folder.resolve("data/master.key")))
          .isNotEqualTo(before)
          .hasSameSizeAs(before);
    }
  }

  @Test
  void settings_print_no_secret() {
    Settings settings =
        Settings.read(
            null,
            Map.of(
                "INGESTLAYER_MASTER_KEY",
                OTHER_KEY,
                "INGESTLAYER_DATABASE_URL",
                "postgresql://u:hunter2@h/d"));

    assertThat(settings.toString()).doesNotContain("hunter2").doesNotContain(OTHER_KEY);
  }
}
