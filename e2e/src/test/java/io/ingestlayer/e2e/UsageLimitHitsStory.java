package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import io.ingestlayer.testkit.slack.SentMessage;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Monitor usage-limit hits in Slack.
@Timeout(120)
class UsageLimitHitsStory {
  private static final String HITS =
      """
      event: usage.limit_reached
      schema:
        customer_id: string
        metric: enum [seats, api-calls, storage]
        limit: number
        used: number
        plan: string
      idempotency: { window: 35d }
      ---
      pipeline: usage-limit-hits
      match: usage.limit_reached
      steps:
        - enrich.entity: { kind: customer, key: $event.customer_id }
        - branch:
            - when: $event.used / $event.limit >= 1
              steps: [ { set: { severity: blocked } } ]
            - when: $event.metric == "seats"
              steps: [ { set: { severity: upsell } } ]
            - else: true
              steps: [ { set: { severity: nudge } } ]
      destinations:
        - to: team-slack
          channel: "{{ $context.severity == 'blocked' ? '#alerts' : '#upsell' }}"
          message: "*{{ $entity.customer.name }}* ({{ $event.plan }}) used {{ $event.used }} of {{ $event.limit }} {{ $event.metric }} · CSM {{ $entity.customer.csm ?? 'nobody' }} · renews {{ $entity.customer.renewal ?? 'unknown' }}"
      """;

  private static final String OTHERS =
      """
      pipeline: owner-alerts
      match: account.at_risk
      steps:
        - enrich.entity: { kind: customer, key: $event.customer_id }
      destinations:
        - to: team-slack
          channel: { user: $entity.customer.csm_email, fallback: "#owners" }
          message: "{{ $entity.customer.name }} is at risk"
      ---
      pipeline: support-notes
      match: support.escalated
      destinations:
        - to: team-slack
          channel: "#support"
          message: "{{ $event.note }}"
      ---
      pipeline: quiet
      match: quiet.happened
      destinations:
        - { to: team-slack, channel: "#quiet", message: "quiet {{ $event.n }}" }
      """;

  /// A broken lane is looked at again after half a minute.
  private static final Duration LOOKED_AT_AGAIN = Duration.ofSeconds(50);

  private static SlackTeam team;
  private static ServerProcess server;
  private static Api api;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    team = SlackTeam.with("#alerts", "#upsell", "#owners", "#support");
    team.slack().channel("#quiet");
    team.slack().user("mia@example.com", "U0MIA");
    server =
        new ServerProcess(folder)
            .with("SLACK_BOT_TOKEN", SlackTeam.TOKEN)
            .define("slack.yaml", team.definition())
            .define("hits.yaml", HITS)
            .define("others.yaml", OTHERS)
            .start();
    api = server.api();
  }

  @AfterAll
  static void stop() {
    server.close();
    team.close();
  }

  @Test
  void a_hit_goes_to_the_channel_of_whoever_has_to_act_and_says_who_it_is() {
    customer("acme", "Acme");

    api.send("usage.limit_reached", hit("acme", "api-calls", 1000, 1017));
    api.send("usage.limit_reached", hit("acme", "seats", 50, 41));

    assertThat(team.awaitMessage("#alerts", "*Acme*").text())
        .isEqualTo("*Acme* (growth) used 1017 of 1000 api-calls · CSM Mia · renews 2027-03-01");
    assertThat(team.awaitMessage("#upsell", "*Acme*").text())
        .isEqualTo("*Acme* (growth) used 41 of 50 seats · CSM Mia · renews 2027-03-01");
    assertThat(team.messages("#alerts", "*Acme*")).hasSize(1);
    assertThat(team.messages("#upsell", "*Acme*")).hasSize(1);
  }

  @Test
  void a_key_that_comes_again_is_the_same_event_and_one_message() {
    customer("globex", "Globex");
    customer("initech", "Initech");
    Set<String> ids = new HashSet<>();

    for (int hour = 0; hour < 12; hour++) {
      JsonNode result =
          api.send(
              "usage.limit_reached",
              hit("globex", "api-calls", 1000, 1200),
              "globex:api-calls:2026-11");
      ids.add(result.path("id").asString());
      assertThat(result.path("status").asString()).isEqualTo(hour == 0 ? "accepted" : "duplicate");
    }
    assertThat(ids).hasSize(1);
    api.settled(ids.iterator().next());
    String other = api.send("usage.limit_reached", hit("initech", "api-calls", 1000, 1300));

    // Whatever the repeats had led to would be there by now: all of it was accepted before this
    // one.
    api.settled(other);
    assertThat(team.messages("#alerts", "*Initech*")).hasSize(1);
    assertThat(team.messages("#alerts", "*Globex*")).hasSize(1);
  }

  @Test
  void the_message_goes_to_the_person_who_owns_the_account() {
    customer("hooli", "Hooli");

    String id = api.send("account.at_risk", "{\"customer_id\":\"hooli\"}");

    assertThat(team.awaitDirectMessage("Hooli").text()).isEqualTo("Hooli is at risk");
    assertThat(destination(api.settled(id), "owner-alerts").path("state").asString())
        .isEqualTo("delivered");
  }

  @Test
  void an_owner_that_slack_does_not_know_is_replaced_by_the_fallback_channel() {
    api.entity("customer", "stark", "{\"name\":\"Stark\",\"csm_email\":\"gone@example.com\"}");

    String id = api.send("account.at_risk", "{\"customer_id\":\"stark\"}");

    assertThat(team.awaitMessage("#owners", "Stark").text()).isEqualTo("Stark is at risk");
    JsonNode attempt = destination(api.settled(id), "owner-alerts").path("attempts_made").path(0);
    assertThat(attempt.path("detail").asString()).contains("gone@example.com", "#owners");
  }

  @Test
  void a_text_too_long_for_slack_is_cut_with_a_link_to_a_page_that_shows_all_of_it()
      throws IOException {
    String note = "every detail of it 🚀 é ".repeat(900) + "THE VERY END";

    String id = api.send("support.escalated", "{\"note\":\"" + note + "\"}");

    SentMessage message = team.awaitMessage("#support", "every detail");
    assertThat(message.raw()).doesNotContain("THE VERY END");
    assertThat(SlackTeam.link(message)).hasValue(server.url() + "/events/" + id);
    URI page = URI.create(server.url() + "/events/" + id);
    HttpResponse<String> asked = api.browse(HttpRequest.newBuilder(page));
    assertThat(asked.statusCode()).isEqualTo(200);
    assertThat(asked.body()).contains("API key").doesNotContain("every detail");
    assertThat(open(page, "il_live_wrong").statusCode()).isEqualTo(401);
    api.settled(id);
    HttpResponse<String> shown = open(page, ServerProcess.API_KEY);
    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.body()).contains("THE VERY END", "support-notes", "delivered", "#support");
  }

  @Test
  void a_channel_without_the_bot_says_invite_the_bot_holds_nobody_else_and_flows_when_it_is_in() {
    api.send("quiet.happened", "{\"n\":1}");
    api.send("quiet.happened", "{\"n\":2}");

    JsonNode health =
        Await.present(
            "the channel to be held",
            Duration.ofSeconds(20),
            () ->
                api.data("/v1/destinations/team-slack/health")
                    .path("lanes")
                    .valueStream()
                    .filter(it -> it.path("lane").asString().equals("#quiet"))
                    .filter(it -> it.path("state").asString().equals("held"))
                    .findFirst());
    assertThat(health.path("code").asString()).isEqualTo("not_in_channel");
    assertThat(health.path("suggestion").asString())
        .containsIgnoringCase("invite the bot to the channel");
    customer("wayne", "Wayne");
    api.send("usage.limit_reached", hit("wayne", "storage", 10, 10));
    team.awaitMessage("#alerts", "*Wayne*");
    assertThat(team.messages("#quiet", "quiet")).isEmpty();

    team.slack().invite("#quiet");

    team.awaitMessage("#quiet", "quiet 1", LOOKED_AT_AGAIN);
    team.awaitMessage("#quiet", "quiet 2");
    assertThat(team.messages("#quiet", "quiet")).hasSize(2);
  }

  @Test
  void the_timeline_of_an_event_tells_its_way_from_the_gate_to_the_attempt() {
    customer("tyrell", "Tyrell");

    String id = api.send("usage.limit_reached", hit("tyrell", "api-calls", 100, 250));

    JsonNode told = api.settled(id);
    assertThat(told.path("received").path("at").asString()).endsWith("Z");
    assertThat(told.path("gate").path("verdict").asString()).isEqualTo("accepted");
    JsonNode pipeline = Api.pipeline(told, "usage-limit-hits");
    assertThat(pipeline.path("version").asInt()).isEqualTo(1);
    assertThat(pipeline.path("verdict").asString()).isEqualTo("routed");
    assertThat(texts(pipeline.path("steps"), "action"))
        .containsExactly("enrich.entity", "branch", "set");
    assertThat(texts(pipeline.path("steps"), "verdict"))
        .containsExactly("passed", "branched", "passed");
    JsonNode delivery = destination(told, "usage-limit-hits");
    assertThat(delivery.path("destination").asString()).isEqualTo("team-slack");
    assertThat(delivery.path("lane").asString()).isEqualTo("#alerts");
    assertThat(delivery.path("state").asString()).isEqualTo("delivered");
    assertThat(texts(delivery.path("attempts_made"), "outcome")).containsExactly("delivered");
  }

  private static List<String> texts(JsonNode array, String member) {
    return array.valueStream().map(it -> it.path(member).asString()).toList();
  }

  private static JsonNode destination(JsonNode timeline, String pipeline) {
    return Api.pipeline(timeline, pipeline).path("destinations").path(0);
  }

  private static HttpResponse<String> open(URI page, String key) {
    String form = "key=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
    return api.browse(
        HttpRequest.newBuilder(page)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  private static void customer(String id, String name) {
    api.entity(
        "customer",
        id,
        """
        {"name":"%s","mrr":4900,"csm":"Mia","csm_email":"mia@example.com","renewal":"2027-03-01"}
        """
            .formatted(name));
  }

  private static String hit(String customer, String metric, long limit, long used) {
    return """
    {"customer_id":"%s","metric":"%s","limit":%d,"used":%d,"plan":"growth"}\
    """
        .formatted(customer, metric, limit, used);
  }
}
