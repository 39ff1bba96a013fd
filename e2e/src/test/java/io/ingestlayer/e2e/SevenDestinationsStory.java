package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.http.ReceivedRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/// One event to every kind of destination at once.
///
/// One test after the other: what fails in one is not to be seen in the health that another reads.
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(120)
class SevenDestinationsStory {
  private static final String SLACK_TOKEN = "xoxb-seven";
  private static final String TELEGRAM_TOKEN = "123456789:AAseven";
  private static final String MAIL_PASSWORD = "seven app password";
  private static final String WEBHOOK_SECRET = "a text that both sides know";
  private static final String NOTION_TOKEN = "ntn_seven";

  private static final String DESTINATIONS =
      """
      destination: team-slack
      type: slack
      config: { token: { env: SLACK_BOT_TOKEN }, base_url: { env: SLACK_API } }
      ---
      destination: team-discord
      type: discord
      config: { webhook_url: { env: DISCORD_WEBHOOK_URL } }
      ---
      destination: team-telegram
      type: telegram
      config: { token: { env: TELEGRAM_TOKEN }, base_url: { env: TELEGRAM_API } }
      ---
      destination: mail
      type: email
      config:
        host: 127.0.0.1
        port: MAIL_PORT
        ca: MAIL_CA
        user: alerts@acme.example
        password: { env: SMTP_PASSWORD }
        from: "Acme alerts <alerts@acme.example>"
      ---
      destination: billing-service
      type: webhook
      config: { url: { env: WEBHOOK_URL }, secret: { env: WEBHOOK_SECRET } }
      retry: { schedule: [1s, 1s, 1s] }
      ---
      destination: warehouse
      type: postgres
      config: { url: { env: WAREHOUSE_URL } }
      ---
      destination: team-notion
      type: notion
      config: { token: { env: NOTION_TOKEN }, base_url: { env: NOTION_API } }
      ---
      destination: preview
      type: inbox
      config: { as: slack }
      """;

  private static final String PIPELINE =
      """
      event: plan.upgraded
      schema: { customer: string, plan: string, seats: number, owner_email: string }
      ---
      pipeline: upgrades
      match: plan.upgraded
      destinations:
        - { to: team-slack, channel: "#sales" }
        - { to: team-discord }
        - { to: team-telegram, chat: "TELEGRAM_CHAT" }
        - { to: mail, recipients: [ $event.owner_email ] }
        - { to: billing-service }
        - { to: warehouse, table: upgrades, create_table: true }
        - { to: team-notion, database: NOTION_DATABASE }
        - { to: preview, channel: "#sales" }
      """;

  private static final List<String> NAMES =
      List.of(
          "billing-service",
          "mail",
          "preview",
          "team-discord",
          "team-notion",
          "team-slack",
          "team-telegram",
          "warehouse");

  private static Vendors vendors;
  private static ServerProcess server;
  private static Api api;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    vendors = Vendors.start(folder);
    vendors.slack().token(SLACK_TOKEN, "chat:write");
    vendors.slack().channel("#sales");
    vendors.slack().invite("#sales");
    vendors.telegram().bot(TELEGRAM_TOKEN);
    vendors.mail().login("alerts@acme.example", MAIL_PASSWORD);
    vendors.webhook().knows(WEBHOOK_SECRET);
    vendors.notion().token(NOTION_TOKEN);
    server =
        new ServerProcess(folder)
            .with("SLACK_BOT_TOKEN", SLACK_TOKEN)
            .with("SLACK_API", vendors.slack().baseUrl() + "/api")
            .with("DISCORD_WEBHOOK_URL", vendors.discord().webhook(vendors.discord().channel()))
            .with("TELEGRAM_TOKEN", TELEGRAM_TOKEN)
            .with("TELEGRAM_API", vendors.telegram().baseUrl())
            .with("SMTP_PASSWORD", MAIL_PASSWORD)
            .with("WEBHOOK_URL", vendors.webhook().url("/hooks/upgrades"))
            .with("WEBHOOK_SECRET", WEBHOOK_SECRET)
            .with("WAREHOUSE_URL", vendors.warehouse().uri())
            .with("NOTION_TOKEN", NOTION_TOKEN)
            .with("NOTION_API", vendors.notion().baseUrl())
            .define(
                "destinations.yaml",
                DESTINATIONS
                    .replace("MAIL_PORT", "" + vendors.mail().port())
                    .replace("MAIL_CA", vendors.certificate().file().toString()))
            .define(
                "upgrades.yaml",
                PIPELINE
                    .replace("TELEGRAM_CHAT", vendors.telegram().group())
                    .replace("NOTION_DATABASE", notionDatabase()))
            .start();
    api = server.api();
  }

  private static String notionDatabase() {
    String database = vendors.notion().database("Upgrades");
    String source = vendors.notion().dataSource(database, "Upgrades");
    vendors.notion().property(source, "Customer", "rich_text");
    vendors.notion().property(source, "Plan", "select", "growth");
    vendors.notion().property(source, "Seats", "number");
    return database;
  }

  @AfterAll
  static void stop() {
    server.close();
    vendors.close();
  }

  @Test
  void each_gets_the_event_once_with_its_facts() {
    String id = api.send("plan.upgraded", upgrade("Hooli & Söhne", "scale", 417));

    api.settled(id);

    Map<String, List<String>> arrived = arrived("417");
    assertThat(arrived.keySet()).containsExactlyElementsOf(NAMES);
    assertThat(arrived).allSatisfy((name, messages) -> assertThat(messages).as(name).hasSize(1));
    assertThat(arrived)
        .allSatisfy((name, messages) ->
            assertThat(messages.getFirst()).as(name).contains("Hooli", "S", "hne", "scale", "417"));
    assertThat(
            vendors
                .warehouse()
                .rows("select customer, plan, seats from upgrades where seats = 417"))
        .containsExactly("Hooli & Söhne|scale|417");
  }

  @Test
  void one_that_fails_for_a_while_is_tried_again_and_no_other_gets_a_repeat() {
    vendors.webhook().answerNext(2, Answer.status(503));

    String id = api.send("plan.upgraded", upgrade("Globex", "growth", 5023));

    JsonNode told = api.settled(id);
    assertThat(states(told)).containsOnlyKeys(NAMES);
    assertThat(states(told).values()).containsOnly("delivered");
    assertThat(attempts(told, "billing-service"))
        .containsExactly("retry http_503", "retry http_503", "delivered ok");
    NAMES.stream()
        .filter(it -> !it.equals("billing-service"))
        .forEach(it -> assertThat(attempts(told, it)).as(it).containsExactly("delivered ok"));
    assertThat(asked("5023")).hasSize(3);
    assertThat(arrived("5023"))
        .allSatisfy((name, messages) -> assertThat(messages).as(name).hasSize(1));
  }

  @Test
  void the_health_of_each_says_that_it_is_well() {
    api.settled(api.send("plan.upgraded", upgrade("Initech", "growth", 3391)));

    for (String name : NAMES) {
      JsonNode health = api.data("/v1/destinations/" + name + "/health");

      assertThat(health.path("destination").asString()).isEqualTo(name);
      assertThat(health.path("state").asString()).as("%s", health).isEqualTo("ok");
      assertThat(health.path("last_success").asString()).as("%s", health).endsWith("Z");
    }
  }

  private static String upgrade(String customer, String plan, int seats) {
    return """
    {"customer":"%s","plan":"%s","seats":%d,"owner_email":"mia@example.com"}\
    """
        .formatted(customer, plan, seats);
  }

  /// By destination in the order of their names, what arrived there with that in it, as it came.
  private static Map<String, List<String>> arrived(String text) {
    Map<String, Stream<String>> all =
        Map.of(
            "billing-service", vendors.webhook().accepted().stream().map(ReceivedRequest::text),
            "mail", vendors.mail().mails().stream().map(it -> it.raw()),
            "preview", api.all("/v1/destinations/preview/inbox").stream().map(JsonNode::toString),
            "team-discord", vendors.discord().messages().stream().map(it -> it.raw()),
            "team-notion", vendors.notion().written().stream().map(it -> it.raw()),
            "team-slack", vendors.slack().messages().stream().map(it -> it.raw()),
            "team-telegram", vendors.telegram().messages().stream().map(it -> it.raw()),
            "warehouse", vendors.warehouse().rows("select payload from upgrades").stream());
    Map<String, List<String>> arrived = new TreeMap<>();
    all.forEach(
        (name, messages) -> arrived.put(name, messages.filter(it -> it.contains(text)).toList()));
    return arrived;
  }

  /// Every request with that in it that the webhook was sent, taken or not.
  private static List<ReceivedRequest> asked(String text) {
    return vendors.webhook().requests().stream().filter(it -> it.text().contains(text)).toList();
  }

  private static Map<String, String> states(JsonNode timeline) {
    return destinations(timeline)
        .collect(
            Collectors.toMap(
                it -> it.path("destination").asString(), it -> it.path("state").asString()));
  }

  private static List<String> attempts(JsonNode timeline, String destination) {
    Function<JsonNode, String> told =
        it -> (it.path("outcome").asString() + " " + it.path("code").asString("")).strip();
    return destinations(timeline)
        .filter(it -> it.path("destination").asString().equals(destination))
        .flatMap(it -> it.path("attempts_made").valueStream())
        .map(told)
        .toList();
  }

  private static Stream<JsonNode> destinations(JsonNode timeline) {
    return Api.pipeline(timeline, "upgrades").path("destinations").valueStream();
  }
}
