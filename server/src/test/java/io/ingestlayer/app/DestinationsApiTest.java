package io.ingestlayer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.postgres.TestPostgres;
import io.ingestlayer.testkit.slack.SentMessage;
import io.ingestlayer.workspace.KeyScope;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Destinations and deliveries as a program sees them that speaks HTTP.
class DestinationsApiTest {
  private static final String DEFINITIONS =
      """
      destination: team-slack
      type: slack
      config: { token: { env: SLACK_BOT_TOKEN }, base_url: { env: SLACK_URL } }
      ---
      destination: warehouse
      type: postgres
      config: { url: { env: WAREHOUSE_URL } }
      ---
      pipeline: notes
      match: note.written
      destinations:
        - { to: team-slack, channel: "#notes", message: "note {{ $event.n }}" }
      ---
      pipeline: facts
      match: fact.found
      destinations:
        - { to: warehouse, table: facts.found, create_table: true }
      """;
  private static final Value NOTHING = Value.array(List.of());
  private static final String SLACK = "/v1/destinations/team-slack";
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  @AutoClose private final TestPostgres warehouse = TestPostgres.create();
  private TurnedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TurnedServer(folder, DEFINITIONS, Map.of("WAREHOUSE_URL", warehouse.uri()));
    server.channel("#notes");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Value post(String path, String body) throws Exception {
    return server.call("POST", path, body);
  }

  private Value get(String path) throws Exception {
    return server.call("GET", path, "").get("data");
  }

  private static String text(Value value, String member) {
    return TurnedServer.text(value.get(member));
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(text(Json.parseObject(answer.body()), "code")).isEqualTo(code);
  }

  @Test
  void a_paused_destination_says_who_and_why_holds_what_comes_and_goes_on_when_resumed()
      throws Exception {
    Value paused = post(SLACK + "/pause", "{\"reason\":\"we move\"}").get("data");
    server.send("note.written", "{\"n\":1}", "");
    server.send("fact.found", "{\"n\":1}", "");
    Await.until("both decided, one delivered", SOON, this::isHeldAlone);
    Value health = get(SLACK + "/health");
    List<SentMessage> meanwhile = server.slack.messages();
    Value resumed = post(SLACK + "/resume", "{}").get("data");
    List<SentMessage> after = server.slack.awaitMessages(1, SOON);

    assertThat(meanwhile).isEmpty();
    assertThat(text(paused, "state")).isEqualTo("paused");
    for (Value seen : List.of(paused, health, listed("team-slack"))) {
      assertThat(text(seen, "destination")).isEqualTo("team-slack");
      assertThat(text(seen, "type")).isEqualTo("slack");
      assertThat(seen.get("waiting_at_least")).isEqualTo(Value.Bool.FALSE);
    }
    assertThat(TurnedServer.number(paused.get("waiting"))).isZero();
    assertThat(TurnedServer.number(health.get("waiting"))).isEqualTo(1);
    assertThat(text(health, "state")).isEqualTo("paused");
    assertThat(text(health, "code")).isEqualTo("paused");
    assertThat(text(health, "reason")).isEqualTo("Paused by first: we move");
    assertThat(text(health, "suggestion")).startsWith("Resume it");
    assertThat(text(health, "since")).isEqualTo("2026-11-01T08:30:00.000Z");
    assertThat(health.get("next_try")).isEqualTo(Value.Null.NULL);
    assertThat(text(resumed, "state")).isEqualTo("ok");
    assertThat(after).extracting(SentMessage::text).containsExactly("note 1");
    server.awaitClosed();
  }

  private boolean isHeldAlone() {
    try {
      return TurnedServer.number(listed("team-slack").get("waiting")) == 1
          && listed("warehouse").get("last_success").isPresent();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Value listed(String destination) throws Exception {
    for (Value each : ((Value.Arr) get("/v1/destinations")).elements()) {
      if (text(each, "destination").equals(destination)) {
        return each;
      }
    }
    throw new AssertionError(destination + " is not listed");
  }

  @Test
  void who_pauses_twice_changes_nothing_and_who_resumes_twice_is_told() throws Exception {
    post(SLACK + "/pause", "{\"reason\":\"we move\"}");
    Value twice = post(SLACK + "/pause", "{\"reason\":\"another\"}").get("data");
    HttpResponse<String> once = server.asKey("POST", SLACK + "/resume", "{}");

    assertThat(text(twice, "reason")).isEqualTo("Paused by first: we move");
    assertThat(once.statusCode()).isEqualTo(200);
    assertRefused(server.asKey("POST", SLACK + "/resume", "{}"), 409, "not_paused");
  }

  @Test
  void a_pause_needs_no_reason_and_no_body() throws Exception {
    HttpResponse<String> answer =
        server.page("POST", SLACK + "/pause", "", "Authorization", "Bearer " + TurnedServer.KEY);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(text(get(SLACK + "/health"), "reason")).isEqualTo("Paused by first.");
  }

  @Test
  void a_reason_that_is_none_is_refused_and_pauses_nothing() throws Exception {
    String pause = SLACK + "/pause";
    assertRefused(server.asKey("POST", pause, "{\"reason\":7}"), 400, "invalid_member");
    assertRefused(
        server.asKey("POST", pause, "{\"reason\":\"" + "x".repeat(501) + "\"}"),
        400,
        "invalid_member");
    assertRefused(server.asKey("POST", pause, "{\"reason\":\"a\\u0000b\"}"), 400, "invalid_member");
    assertRefused(server.asKey("POST", pause, "{\"raeson\":\"x\"}"), 400, "unknown_member");

    assertThat(text(get(SLACK + "/health"), "state")).isEqualTo("ok");
  }

  @Test
  void only_who_may_write_pauses_and_only_what_there_is() throws Exception {
    for (String action : List.of("/pause", "/resume")) {
      String path = SLACK + action;
      assertRefused(
          server.asKey("POST", "/v1/destinations/no-such" + action, "{}"), 404, "not_found");
      assertRefused(server.asKey("GET", path, ""), 405, "method_not_allowed");
      assertRefused(server.page("POST", path, ""), 401, "unauthorized");
      for (KeyScope scope : List.of(KeyScope.READ, KeyScope.INGEST)) {
        String bearer = "Bearer " + server.key(scope);
        assertRefused(server.page("POST", path, "", "Authorization", bearer), 403, "forbidden");
      }
    }

    assertThat(text(get(SLACK + "/health"), "state")).isEqualTo("ok");
  }

  @Test
  void a_database_tells_from_where_it_sees_us_and_what_its_owner_can_allow() throws Exception {
    server.send("fact.found", "{\"n\":1}", "");
    server.awaitClosed();

    Value facts = get("/v1/destinations/warehouse/health").get("facts");

    assertThat(text(facts, "seen_from")).isEqualTo("127.0.0.1");
    assertThat(text(facts, "pg_hba"))
        .startsWith("host")
        .contains(" " + warehouse.user() + " 127.0.0.1/32 ");
    assertThat(text(facts, "tls")).isEqualTo("off");
  }

  @Test
  void a_filter_that_makes_no_sense_is_refused_with_its_name_and_never_fails() throws Exception {
    server.send("note.written", "{\"n\":1}", "");
    server.awaitClosed();
    for (String list : List.of("/v1/deliveries", "/v1/attempts", "/v1/deliveries/counts")) {
      String word = list.endsWith("attempts") ? "outcome" : "state";
      for (String query :
          List.of(
              "from=yesterday",
              "from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z",
              "from=%2B999999999-12-31T23:59:59Z",
              word + "=no-such")) {
        assertRefused(server.asKey("GET", list + "?" + query, ""), 400, "invalid_parameter");
      }
      assertRefused(server.asKey("GET", list + "?no_such=1", ""), 400, "unknown_parameter");
      assertRefused(server.asKey("GET", list + "?code=%00", ""), 400, "invalid_query");
      String endless = list + "?destination=" + "x".repeat(10_000);
      assertRefused(server.asKey("GET", endless, ""), 414, "uri_too_long");
      assertThat(get(list + "?destination=" + "x".repeat(4_000))).isEqualTo(NOTHING);
      assertThat(get(list + "?pipeline=no-such")).isEqualTo(NOTHING);
      assertThat(get(list)).isNotEqualTo(NOTHING);
    }
  }

  @Test
  void a_page_that_makes_no_sense_is_refused_also_where_there_are_no_pages() throws Exception {
    for (String list : List.of("/v1/deliveries", "/v1/attempts")) {
      for (String query :
          List.of(
              "cursor=nonsense", "cursor=" + "x".repeat(4_000), "limit=0", "limit=9999999999")) {
        assertRefused(server.asKey("GET", list + "?" + query, ""), 400, "invalid_parameter");
      }
    }
    for (String query : List.of("cursor=nonsense", "limit=10")) {
      assertRefused(
          server.asKey("GET", "/v1/deliveries/counts?" + query, ""), 400, "unknown_parameter");
    }
  }
}
