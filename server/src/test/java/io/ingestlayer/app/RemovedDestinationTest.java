package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A destination that is taken out of the definitions, seen from outside of the whole server.
class RemovedDestinationTest {
  private static final String CREDENTIAL = "destination team connection";
  private static final String SECRET = "client-secret";
  private static final String NOTHING = "event: signed_up\n";
  private static final String TEAM =
      """
      destination: team
      type: slack
      config:
        oauth: { client_id: "1.2", client_secret: { env: SLACK_CLIENT_SECRET } }
        base_url: { env: SLACK_URL }
      """;

  @TempDir private Path folder;
  private TurnedServer server;

  /// Somebody has consented, and the destination is removed then.
  @BeforeEach
  void connect_and_remove() throws Exception {
    server =
        new TurnedServer(
            folder,
            TEAM,
            Map.of(
                "INGESTLAYER_PUBLIC_URL", "https://ingest.example", "SLACK_CLIENT_SECRET", SECRET));
    server.slack.app("1.2", SECRET, "https://ingest.example/v1/oauth/slack/callback", true);
    Value connect = server.call("GET", "/v1/destinations/team/connect", "");
    URI page = URI.create(TurnedServer.text(connect.get("data").get("url")));
    URI back = server.slack.allow(page);
    server.page("GET", back.getRawPath() + "?" + back.getRawQuery(), "");
    server.call("POST", "/v1/destinations/team/pause", "{\"reason\":\"until all is well\"}");
    define(NOTHING);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /// Read at the next start.
  private void define(String definitions) throws Exception {
    Files.writeString(folder.resolve("workspace/definitions.yaml"), definitions);
    server.restart();
  }

  private String secrets() throws Exception {
    return Json.write(server.call("GET", "/v1/secrets", "").get("data"));
  }

  private void turn(int days) {
    server.clock.turn(Duration.ofDays(days));
  }

  @Test
  void its_credentials_are_listed_as_unused_and_go_after_the_grace_over_restarts()
      throws Exception {
    String young = secrets();
    turn(29);
    server.restart();
    String old = secrets();
    turn(1);
    server.clock.turn(Duration.ofHours(1));
    server.restart();
    String gone = secrets();

    assertThat(young)
        .contains(CREDENTIAL, "\"used_by\":[]")
        .contains("\"unused_since\":\"2026-11-01T08:30:00.000Z\"")
        .contains("\"kept_until\":\"2026-12-01T08:30:00.000Z\"");
    assertThat(old).isEqualTo(young);
    assertThat(gone).isEqualTo("[]");
  }

  @Test
  void one_that_comes_back_within_the_grace_keeps_everything_and_a_second_removal_counts_anew()
      throws Exception {
    turn(29);
    define(TEAM);
    String back = secrets();
    String paused = Json.write(server.call("GET", "/v1/destinations/team/health", "").get("data"));
    define(NOTHING);
    turn(2);
    server.restart();
    String again = secrets();

    assertThat(back).isEqualTo("[]");
    assertThat(paused).contains("paused", "until all is well").doesNotContain("not_connected");
    assertThat(again).contains(CREDENTIAL, "\"unused_since\":\"2026-11-30T08:30:00.000Z\"");
  }
}
