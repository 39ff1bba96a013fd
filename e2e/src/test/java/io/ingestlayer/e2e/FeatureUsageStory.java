package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Track feature usage in Postgres.
@Timeout(120)
class FeatureUsageStory {
  private static final String USAGE =
      """
      event: feature.used
      schema: { user_id: string, feature: string, count: number, plan: string }
      ---
      destination: warehouse
      type: postgres
      config: { url: { env: WAREHOUSE_URL } }
      ---
      pipeline: feature-usage
      match: feature.used
      steps:
        - filter.match: { field: $event.feature, op: in, value: [export, api, webhook] }
        - enrich.entity: { kind: user, key: $event.user_id }
      destinations:
        - to: warehouse
          table: events.features
          columns: { account: $entity.user.account, owner: $entity.user.owner }
          event_id_column: event_id
      ---
      pipeline: feature-usage-loose
      match: feature.used
      steps:
        - filter.match: { field: $event.feature, op: matches, value: '^(csv\\.)?(export|api|webhook)$' }
      destinations:
        - { to: warehouse, table: loose_features, create_table: true }
      """;

  private static final String OTHERS =
      """
      pipeline: sign-ups
      match: user.signed_up
      destinations:
        - { to: warehouse, table: events.signups }
        - { to: team-slack, channel: "#signups" }
        - to: team-slack
          when: $event.plan == "free"
          channel: "#free"
          message: "{{ $event.email }} is on the free plan"
      ---
      pipeline: late
      match: late.used
      destinations:
        - { to: warehouse, table: events.late }
      ---
      pipeline: narrow
      match: narrow.used
      destinations:
        - { to: warehouse, table: events.narrow }
      """;

  private static final String TABLES =
      """
      create schema events;
      create table events.features (
        event_id text primary key, account text, owner text, feature text, count bigint, plan text,
        payload jsonb);
      create table events.signups (user_id text, email text, plan text, source text, payload jsonb);
      create table events.narrow (
        event_id text primary key, n integer check (n >= 0), payload jsonb);
      """;

  /// A missing table is looked for again after half a minute.
  private static final Duration LOOKED_AT_AGAIN = Duration.ofSeconds(50);

  private static final Duration ARRIVAL_MAX = Duration.ofSeconds(20);

  private static Warehouse warehouse;
  private static SlackTeam team;
  private static ServerProcess server;
  private static Api api;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    warehouse = Warehouse.with(TABLES);
    team = SlackTeam.with("#signups", "#free");
    server =
        new ServerProcess(folder)
            .with("SLACK_BOT_TOKEN", SlackTeam.TOKEN)
            .with("WAREHOUSE_URL", warehouse.uri())
            .define("slack.yaml", team.definition())
            .define("usage.yaml", USAGE)
            .define("others.yaml", OTHERS)
            .start();
    api = server.api();
  }

  @AfterAll
  static void stop() {
    server.close();
    team.close();
    warehouse.close();
  }

  @Test
  void a_used_feature_is_a_row_with_the_account_the_owner_and_the_whole_payload() {
    api.entity("user", "u-row", "{\"account\":\"row-acme\",\"owner\":\"mia\"}");
    String payload =
        """
        {"user_id":"u-row","feature":"export","count":3,"plan":"free","exact":12345678901234567890.10,"more":{"a":[1,null,"é"]}}\
        """;

    String id = api.send("feature.used", payload);

    String row =
        "select event_id, account, owner, feature, count, plan, payload = '%s'::jsonb, payload->>'exact' from events.features where account = 'row-acme'"
            .formatted(payload);
    Await.until("the row", ARRIVAL_MAX, () -> !warehouse.rows(row).isEmpty());
    assertThat(warehouse.rows(row))
        .containsExactly(id + "|row-acme|mia|export|3|free|t|12345678901234567890.10");
  }

  @Test
  void a_list_is_matched_exactly_and_a_pattern_as_it_says() {
    api.entity("user", "u-match", "{\"account\":\"match-acme\",\"owner\":\"mia\"}");

    String exact = used("u-match", "webhook");
    String dotted = used("u-match", "csv.export");
    String other = used("u-match", "dark-mode");

    List.of(exact, dotted, other).forEach(api::settled);
    assertThat(warehouse.rows("select event_id from events.features where account = 'match-acme'"))
        .containsExactly(exact);
    assertThat(
            warehouse.rows(
                "select event_id from loose_features where user_id = 'u-match' order by received_at"))
        .containsExactly(exact, dotted);
  }

  @Test
  void a_feature_that_was_dropped_says_which_condition_failed() {
    String id = used("u-drop", "csv.export");

    JsonNode pipeline = Api.pipeline(api.settled(id), "feature-usage");
    assertThat(pipeline.path("verdict").asString()).isEqualTo("dropped");
    assertThat(pipeline.path("ended").path("step").asString()).contains("filter.match");
    assertThat(pipeline.path("ended").path("detail").asString())
        .isEqualTo("$event.feature is \"csv.export\", not in [export, api, webhook]");
    List<JsonNode> listed =
        api.all("/v1/deliveries?state=dropped").stream()
            .filter(it -> it.path("event_id").asString().equals(id))
            .toList();
    assertThat(listed)
        .singleElement()
        .satisfies(it -> {
          assertThat(it.path("step").asString()).contains("filter.match");
          assertThat(it.path("code").asString()).isEqualTo("filter_not_met");
        });
  }

  @Test
  void the_sum_by_account_is_right() {
    Random random = new Random(42);
    TreeMap<String, Long> expected = new TreeMap<>();
    for (int user = 0; user < 6; user++) {
      api.entity(
          "user",
          "u-sum-" + user,
          "{\"account\":\"sum-%d\",\"owner\":\"mia\"}".formatted(user % 3));
    }
    List<String> features = List.of("export", "api", "webhook", "search", "csv.export");

    for (int batch = 0; batch < 10; batch++) {
      List<String> events = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int user = random.nextInt(6);
        int feature = random.nextInt(features.size());
        long count = 1L + random.nextInt(40);
        events.add(
            Api.event("feature.used", use("u-sum-" + user, features.get(feature), count), null));
        if (feature < 3) {
          expected.merge("sum-" + user % 3, count, Long::sum);
        }
      }
      assertThat(api.ingest(events).statusCode()).isEqualTo(202);
    }

    List<String> rows =
        expected.entrySet().stream().map(it -> it.getKey() + "|" + it.getValue()).toList();
    String sums =
        "select account, sum(count) from events.features where account like 'sum-%' group by account order by account";
    Await.until("all rows", ARRIVAL_MAX, () -> warehouse.rows(sums).equals(rows));
  }

  @Test
  void a_missing_table_is_a_clear_error_events_wait_and_arrive_when_it_is_there() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add(api.send("late.used", "{\"n\":%d}".formatted(i)));
    }

    JsonNode health =
        Await.present(
            "the table to be missed",
            Duration.ofSeconds(20),
            () ->
                api.data("/v1/destinations/warehouse/health")
                    .path("lanes")
                    .valueStream()
                    .filter(it -> it.path("state").asString().equals("held"))
                    .filter(it -> it.path("code").asString().equals("missing_table"))
                    .findFirst());
    assertThat(health.path("reason").asString()).contains("events.late");
    assertThat(health.path("suggestion").asString()).contains("create table");
    JsonNode waiting = Api.pipeline(api.timeline(ids.getFirst()), "late");
    assertThat(waiting.path("destinations").path(0).path("state").asString())
        .isIn("pending", "held", "retrying");

    warehouse.execute("create table events.late (event_id text primary key, n int, payload jsonb)");

    Await.until("the rows", LOOKED_AT_AGAIN, () -> warehouse.count("events.late") == ids.size());
    assertThat(warehouse.rows("select event_id from events.late order by n"))
        .containsExactlyElementsOf(ids);
  }

  @Test
  void a_bad_row_stands_alone_and_the_others_are_written() {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      events.add(Api.event("narrow.used", "{\"n\":%d}".formatted(i == 37 ? -37 : i), null));
    }

    JsonNode results = Api.json(api.ingest(events)).path("data").path("results");

    Await.until("the others", ARRIVAL_MAX, () -> warehouse.count("events.narrow") == 59);
    JsonNode bad = api.settled(results.path(37).path("id").asString());
    JsonNode dead = Api.pipeline(bad, "narrow").path("destinations").path(0);
    assertThat(dead.path("state").asString()).isEqualTo("dead");
    assertThat(dead.path("code").asString()).isEqualTo("constraint_violated");
    assertThat(warehouse.rows("select n from events.narrow where n = 37 or n < 0")).isEmpty();
  }

  @Test
  void a_sign_up_is_exactly_its_row_and_slack_shows_email_plan_and_source() {
    String free = signUp("u1", "ada@example.com", "free", "ads");
    String paid = signUp("u2", "lin@example.com", "scale", "friend");

    api.settled(free);
    api.settled(paid);
    assertThat(
            warehouse.rows(
                "select user_id, email, plan, source, payload = jsonb_build_object('user_id', user_id, 'email', email, 'plan', plan, 'source', source, 'created_at', '2026-11-22T10:00:00Z') from events.signups order by user_id"))
        .containsExactly("u1|ada@example.com|free|ads|t", "u2|lin@example.com|scale|friend|t");
    assertThat(SlackTeam.fields(team.awaitMessage("#signups", "ada@example.com")))
        .containsExactly("*Email*\nada@example.com", "*Plan*\nfree", "*Source*\nads");
    team.awaitMessage("#signups", "lin@example.com");
    assertThat(team.slack().messages("#free"))
        .singleElement()
        .satisfies(it -> assertThat(it.text()).isEqualTo("ada@example.com is on the free plan"));
  }

  private static String signUp(String user, String email, String plan, String source) {
    return api.send(
        "user.signed_up",
        """
        {"user_id":"%s","email":"%s","plan":"%s","source":"%s","created_at":"2026-11-22T10:00:00Z"}\
        """
            .formatted(user, email, plan, source));
  }

  private static String used(String user, String feature) {
    return api.send("feature.used", use(user, feature, 1));
  }

  private static String use(String user, String feature, long count) {
    return """
    {"user_id":"%s","feature":"%s","count":%d,"plan":"free"}\
    """
        .formatted(user, feature, count);
  }
}
