package io.ingestlayer.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.entity.CoreDatabase;
import io.ingestlayer.entity.Entities;
import io.ingestlayer.entity.PostgresEntities;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.ExpressionException;
import io.ingestlayer.limit.Counted;
import io.ingestlayer.limit.FullWindows;
import io.ingestlayer.limit.Interval;
import io.ingestlayer.limit.LimitAction;
import io.ingestlayer.limit.LimitEvaluation;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitRule.Dimension;
import io.ingestlayer.limit.LimitRule.EntityLookup;
import io.ingestlayer.limit.LimitRule.ThresholdOverride;
import io.ingestlayer.limit.LimitRules;
import io.ingestlayer.limit.LimitUnit;
import io.ingestlayer.limit.Occurrence;
import io.ingestlayer.limit.PostgresBoundedReads;
import io.ingestlayer.limit.PostgresCounterQueries;
import io.ingestlayer.limit.PostgresCounterStore;
import io.ingestlayer.limit.Threshold;
import io.ingestlayer.limit.Traits;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.http.Router;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitRoutesTest {
  private static final Interval HOUR = new Interval.Tumbling(Duration.ofHours(1));
  private static final Dimension CUSTOMER = dimension("customer_id", "$event.customer_id");
  private static final Dimension METRIC = dimension("metric", "lower($event.metric)");

  private static final LimitRule CALLS =
      rule("calls", HOUR, fixed(1_000), List.of(), List.of(CUSTOMER), LimitAction.RECORD, 100);
  private static final LimitRule BY_PLAN =
      rule(
          "by-plan",
          HOUR,
          computed("$entity.customer.quota ?? 500"),
          List.of(
              new ThresholdOverride(expression("$entity.customer.plan == \"scale\""), fixed(50))),
          List.of(CUSTOMER),
          LimitAction.RECORD,
          100);
  private static final LimitRule BY_EVENT =
      rule(
          "by-event",
          HOUR,
          fixed(7),
          List.of(new ThresholdOverride(expression("$event.plan == \"scale\""), fixed(70))),
          List.of(CUSTOMER),
          LimitAction.RECORD,
          100);
  private static final LimitRule DROPPING =
      rule(
          "dropping", HOUR, fixed(10), List.of(), List.of(CUSTOMER, METRIC), LimitAction.DROP, 100);
  private static final LimitRule FULL =
      rule("full", HOUR, fixed(10), List.of(), List.of(CUSTOMER), LimitAction.RECORD, 2);
  private static final LimitRule ALL =
      rule("all", HOUR, fixed(0), List.of(), List.of(), LimitAction.RECORD, 100);
  private static final LimitRule EACH =
      rule(
          "each",
          new Interval.PerEvent(),
          fixed(10),
          List.of(),
          List.of(CUSTOMER),
          LimitAction.RECORD,
          100);
  private static final LimitRule NESTED =
      rule(
          "nested",
          HOUR,
          computed("$entity.customer.quota + 1"),
          List.of(),
          List.of(dimension("id", "$event.payload.customer.id"), dimension("seat", "$event.seat")),
          new EntityLookup("customer", expression("$event.customer.id")));
  private static final LimitRule BY_TYPE =
      rule(
          "by-type",
          HOUR,
          computed("$event.type == \"a\" ? 1 : 2"),
          List.of(),
          List.of(dimension("type", "$event.type"), dimension("payload", "$event.payload.type")),
          new EntityLookup("customer", expression("$event.customer_id")));
  private static final List<LimitRule> RULES =
      List.of(ALL, BY_EVENT, BY_PLAN, BY_TYPE, CALLS, DROPPING, EACH, FULL, NESTED);

  private final CoreDatabase core = CoreDatabase.create();
  private final Entities entities = new PostgresEntities(core.database(), 1);
  private final Traits traits =
      (kind, ids) ->
          entities.find(kind, ids).entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().traits()));
  private final FullWindows full = new FullWindows();
  private final TestApi api = new TestApi(core.database(), this::addTo);
  private long events;

  private void addTo(Router router, Access access) {
    new LimitRoutes(
            () -> RULES,
            new PostgresCounterQueries(
                core.database(), new PostgresBoundedReads(core.database()), 1),
            traits,
            access,
            InstantSource.fixed(TestApi.NOW))
        .addTo(router);
  }

  @AfterEach
  void close() {
    api.close();
    core.close();
  }

  private static Threshold fixed(long value) {
    return new Threshold.Fixed(value);
  }

  private static Threshold computed(String source) {
    return new Threshold.Computed(expression(source));
  }

  private static Expression expression(String source) {
    try {
      return Expression.parse(source);
    } catch (ExpressionException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Dimension dimension(String name, String source) {
    return new Dimension(name, expression(source));
  }

  private static LimitRule rule(
      String name,
      Interval interval,
      Threshold threshold,
      List<ThresholdOverride> overrides,
      List<Dimension> key,
      LimitAction action,
      long keysMax) {
    return rule(
        name,
        interval,
        threshold,
        overrides,
        key,
        action,
        keysMax,
        new EntityLookup("customer", expression("$event.customer_id")));
  }

  private static LimitRule rule(
      String name,
      Interval interval,
      Threshold threshold,
      List<ThresholdOverride> overrides,
      List<Dimension> key,
      EntityLookup lookup) {
    return rule(name, interval, threshold, overrides, key, LimitAction.RECORD, 100, lookup);
  }

  private static LimitRule rule(
      String name,
      Interval interval,
      Threshold threshold,
      List<ThresholdOverride> overrides,
      List<Dimension> key,
      LimitAction action,
      long keysMax,
      EntityLookup lookup) {
    return new LimitRule(
        name,
        "quota",
        "api_call",
        Counted.EVENT,
        List.of("api.called"),
        null,
        interval,
        threshold,
        overrides,
        LimitUnit.COUNT,
        null,
        expression("$event.n ?? 1"),
        key,
        List.of(),
        List.of(lookup),
        Duration.ofMinutes(2),
        List.of(80),
        0,
        action,
        null,
        keysMax,
        false);
  }

  private void count(LimitRule rule, String payload) {
    count(rule, payload, TestApi.NOW);
  }

  private void count(LimitRule rule, String payload, Instant at) {
    events++;
    Event event =
        new Event(
            new EventId(new UUID(events, 1)),
            new Offset(0, events),
            "api.called",
            "sdk",
            at,
            at,
            Payload.ofText(payload));
    core.database()
        .transaction(
            "counting",
            connection ->
                LimitEvaluation.count(
                    new LimitRules(List.of(rule)).measure(List.of(Occurrence.of(event)), traits),
                    new PostgresCounterStore(connection, 1, 0, full),
                    at));
  }

  private void close(LimitRule rule, Instant at, @Nullable String summary) {
    core.database()
        .transaction(
            "closing",
            connection ->
                Sql.update(
                    connection,
                    """
                    insert into limit_window (
                      rule_id, window_start, window_end, closes_at, workspace_id, name, event_type, unit, per_event, keys,
                      closed_at, summary)
                    values (?, ?, ?, ?, 1, ?, 'api_call', 'count', false, 1, ?, ?::json)
                    on conflict (rule_id, window_start) do update
                    set closed_at = excluded.closed_at, summary = excluded.summary
                    """,
                    rule.id(),
                    hour(at),
                    hour(at).plusSeconds(3600),
                    hour(at).plusSeconds(3720),
                    rule.name(),
                    at.plusSeconds(7200),
                    summary));
    core.database()
        .transaction(
            "clearing",
            connection ->
                Sql.update(
                    connection,
                    "delete from limit_counter where rule_id = ? and window_start = ?",
                    rule.id(),
                    hour(at)));
  }

  private static Instant hour(Instant at) {
    return Instant.ofEpochSecond(at.getEpochSecond() / 3600 * 3600);
  }

  private Value data(String path) throws Exception {
    return api.json("/v1/limits" + path).get("data");
  }

  private Value problem(int status, String path) throws Exception {
    HttpResponse<String> answer = api.get("/v1/limits" + path, "*/*");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return Json.parseObject(answer.body());
  }

  private static String text(Value value) {
    return value instanceof Value.Text text ? text.value() : Json.write(value);
  }

  @Test
  void a_key_sees_its_figures_and_no_others() throws Exception {
    count(CALLS, "{\"customer_id\":\"c1\",\"n\":250}");
    count(CALLS, "{\"customer_id\":\"c1\",\"n\":249}");
    count(CALLS, "{\"customer_id\":\"c2\",\"n\":900}");

    HttpResponse<String> answer = api.get("/v1/limits/calls/usage?key.customer_id=c1", "*/*");

    assertThat(answer.body())
        .isEqualTo(
            """
            {"data":{"limit":"calls","key":{"customer_id":"c1"},"unit":"count","value":499,"threshold":1000,\
            "headroom":501,"percent":49,\
            "window":{"start":"2026-11-22T14:00:00.000Z","end":"2026-11-22T15:00:00.000Z"},\
            "resets_at":"2026-11-22T15:00:00.000Z"}}\
            """);
    assertThat(answer.headers().firstValue("cache-control")).hasValue("private, max-age=5");
  }

  @Test
  void past_the_threshold_nothing_is_left() throws Exception {
    count(CALLS, "{\"customer_id\":\"c1\",\"n\":2500}");

    Value used = data("/calls/usage?key.customer_id=c1");

    assertThat(text(used.get("headroom"))).isEqualTo("0");
    assertThat(text(used.get("percent"))).isEqualTo("250");
  }

  @Test
  void a_value_is_looked_up_as_text_and_as_a_number() throws Exception {
    count(CALLS, "{\"customer_id\":42,\"n\":3}");
    count(CALLS, "{\"customer_id\":\"43\",\"n\":4}");
    count(CALLS, "{\"customer_id\":44,\"n\":5}");
    count(CALLS, "{\"customer_id\":\"44\",\"n\":9}");
    count(CALLS, "{\"customer_id\":true,\"n\":6}");

    assertThat(data("/calls/usage?key.customer_id=42").get("value")).isEqualTo(Value.of(3));
    assertThat(data("/calls/usage?key.customer_id=42.0").get("key").get("customer_id"))
        .isEqualTo(Value.of(42));
    assertThat(data("/calls/usage?key.customer_id=43").get("value")).isEqualTo(Value.of(4));
    assertThat(data("/calls/usage?key.customer_id=44").get("value")).isEqualTo(Value.of(9));
    assertThat(data("/calls/usage?key.customer_id=true").get("value")).isEqualTo(Value.of(6));
    assertThat(data("/calls/usage?key.customer_id=45").get("value")).isEqualTo(Value.of(0));
  }

  @Test
  void another_time_is_another_window() throws Exception {
    count(CALLS, "{\"customer_id\":\"c1\",\"n\":5}", Instant.parse("2026-11-22T13:59:59Z"));

    assertThat(data("/calls/usage?key.customer_id=c1").get("value")).isEqualTo(Value.of(0));
    Value before = data("/calls/usage?key.customer_id=c1&at=2026-11-22T13:00:00Z");
    assertThat(before.get("value")).isEqualTo(Value.of(5));
    assertThat(text(before.get("resets_at"))).isEqualTo("2026-11-22T14:00:00.000Z");
  }

  @Test
  void what_was_not_counted_yet_has_the_threshold_that_its_entity_gives_it() throws Exception {
    entities.upsert("customer", "big", obj("{\"quota\":9000}"), TestApi.NOW);
    entities.upsert("customer", "odd", obj("{\"quota\":9000,\"plan\":\"scale\"}"), TestApi.NOW);

    Value fixed = data("/calls/usage?key.customer_id=c1");
    assertThat(fixed.get("value")).isEqualTo(Value.of(0));
    assertThat(fixed.get("threshold")).isEqualTo(Value.of(1_000));
    assertThat(fixed.get("percent")).isEqualTo(Value.of(0));
    assertThat(data("/by-plan/usage?key.customer_id=big").get("threshold"))
        .isEqualTo(Value.of(9_000));
    assertThat(data("/by-plan/usage?key.customer_id=odd").get("threshold")).isEqualTo(Value.of(50));
    assertThat(data("/by-plan/usage?key.customer_id=new").get("threshold"))
        .isEqualTo(Value.of(500));
  }

  @Test
  void a_threshold_that_depends_on_the_event_is_unknown_until_one_was_counted() throws Exception {
    Value before = data("/by-event/usage?key.customer_id=c1");
    count(BY_EVENT, "{\"customer_id\":\"c1\",\"plan\":\"scale\"}");

    assertThat(before.get("threshold")).isEqualTo(Value.Null.NULL);
    assertThat(before.get("headroom")).isEqualTo(Value.Null.NULL);
    assertThat(data("/by-event/usage?key.customer_id=c1").get("threshold")).isEqualTo(Value.of(70));
  }

  @Test
  void a_key_from_inside_the_payload_names_its_entity_too() throws Exception {
    entities.upsert("customer", "big", obj("{\"quota\":9000}"), TestApi.NOW);

    assertThat(data("/nested/usage?key.id=big&key.seat=1").get("threshold"))
        .isEqualTo(Value.of(9_001));
    assertThat(data("/nested/usage?key.id=none&key.seat=1").get("threshold"))
        .isEqualTo(Value.Null.NULL);
  }

  @Test
  void the_type_of_an_event_is_not_taken_from_a_key() throws Exception {
    assertThat(data("/by-type/usage?key.type=a&key.payload=a").get("threshold"))
        .isEqualTo(Value.Null.NULL);
  }

  @Test
  void a_limit_that_drops_holds_only_what_it_let_through_against_the_threshold() throws Exception {
    count(DROPPING, "{\"customer_id\":\"c1\",\"metric\":\"SEATS\",\"n\":8}");
    count(DROPPING, "{\"customer_id\":\"c1\",\"metric\":\"seats\",\"n\":5}");

    Value used = data("/dropping/usage?key.metric=seats&key.customer_id=c1");

    assertThat(used.get("value")).isEqualTo(Value.of(13));
    assertThat(used.get("admitted")).isEqualTo(Value.of(8));
    assertThat(used.get("headroom")).isEqualTo(Value.of(2));
    assertThat(used.get("percent")).isEqualTo(Value.of(80));
  }

  @Test
  void one_counter_for_all_needs_no_key_and_zero_has_no_percent() throws Exception {
    count(ALL, "{}");

    Value used = data("/all/usage");

    assertThat(used.get("value")).isEqualTo(Value.of(1));
    assertThat(used.get("percent")).isEqualTo(Value.Null.NULL);
    assertThat(used.get("headroom")).isEqualTo(Value.of(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/calls/usage                                   | customer_id",
        "/calls/usage?key.customer=c1                   | customer_id",
        "/calls/usage?key.customer_id=c1&key.metric=a   | customer_id",
        "/dropping/usage?key.customer_id=c1             | customer_id and metric",
        "/all/usage?key.customer_id=c1                  | one counter for all",
        "/calls/usage?key.customer_id=c1&at=now         | a time such as",
        "/calls/usage?customer_id=c1                    | key.*",
        "/each/usage?key.customer_id=c1                 | dataset limit_violations",
        "/each/top                                      | dataset limit_violations",
        "/each/suggestion                               | dataset limit_violations",
        "/calls/top?limit=1001                          | 1 to 1000",
        "/calls/top?window=last                         | a time such as",
      })
  void what_cannot_be_asked_is_refused_with_what_can(String path, String says) throws Exception {
    assertThat(text(problem(400, path).get("detail"))).contains(says);
  }

  @Test
  void an_unknown_limit_is_told_the_near_one() throws Exception {
    assertThat(text(problem(404, "/cals/usage").get("detail"))).contains("Did you mean calls?");
    assertThat(text(problem(404, "/something-else/top").get("code"))).isEqualTo("not_found");
  }

  @Test
  void of_a_closed_window_only_the_sum_is_left() throws Exception {
    Instant before = Instant.parse("2026-11-22T12:30:00Z");
    count(CALLS, "{\"customer_id\":\"c1\",\"n\":5}", before);
    close(
        CALLS,
        before,
        "{\"keys\":1,\"total\":5,\"max\":5,\"p50\":5,\"p90\":5,\"p95\":5,\"p99\":5}");

    Value usage = problem(410, "/calls/usage?key.customer_id=c1&at=" + before);
    assertThat(text(usage.get("code"))).isEqualTo("window_closed");
    Value top = problem(410, "/calls/top?window=" + before);
    assertThat(text(top.get("detail"))).contains("1 keys", "came to 5");
  }

  @Test
  void the_largest_keys_come_first_and_the_shared_counter_says_what_it_is() throws Exception {
    count(FULL, "{\"customer_id\":\"c1\",\"n\":4}");
    count(FULL, "{\"customer_id\":\"c2\",\"n\":9}");
    count(FULL, "{\"customer_id\":\"c3\",\"n\":6}");

    Value top = data("/full/top");

    assertThat(Json.write(top.get("top")))
        .isEqualTo(
            """
            [{"key":{"customer_id":"c2"},"value":9,"threshold":10,"headroom":1,"percent":90},\
            {"other":true,"value":6},\
            {"key":{"customer_id":"c1"},"value":4,"threshold":10,"headroom":6,"percent":40}]\
            """);
    assertThat(top.get("keys")).isEqualTo(Value.of(2));
    assertThat(((Value.Arr) data("/full/top?window=current&limit=1").get("top")).elements())
        .hasSize(1);
    assertThat(((Value.Arr) data("/full/top?window=2026-11-22T13:00:00Z").get("top")).elements())
        .isEmpty();
    assertThat(text(problem(409, "/full/usage?key.customer_id=c3").get("code")))
        .isEqualTo("not_counted_apart");
  }

  @Test
  void the_list_says_what_each_limit_is_and_what_became_of_it_today() throws Exception {
    count(CALLS, "{\"customer_id\":\"c1\",\"n\":1001}");
    count(CALLS, "{\"customer_id\":\"c1\",\"n\":-1}");
    count(CALLS, "{\"customer_id\":\"c1\"}", Instant.parse("2026-11-21T23:59:59Z"));

    Value.Arr limits = (Value.Arr) data("");

    Map<String, Value> byName =
        limits.elements().stream().collect(Collectors.toMap(it -> text(it.get("name")), it -> it));
    assertThat(byName.keySet())
        .containsExactlyInAnyOrderElementsOf(RULES.stream().map(LimitRule::name).toList());
    Value calls = byName.getOrDefault("calls", Value.Null.NULL);
    assertThat(Json.write(calls.get("interval")))
        .isEqualTo("{\"type\":\"periodic\",\"duration_seconds\":3600}");
    assertThat(text(calls.get("threshold"))).isEqualTo("1000");
    assertThat(Json.write(calls.get("key"))).isEqualTo("[\"customer_id\"]");
    assertThat(
            Stream.of("counted", "violations", "unmeasured", "late")
                .map(it -> text(calls.get("today").get(it))))
        .containsExactly("1", "1", "1", "0");
    Value byPlan = byName.getOrDefault("by-plan", Value.Null.NULL);
    assertThat(text(byPlan.get("threshold"))).isEqualTo("$entity.customer.quota ?? 500");
  }

  @Test
  void a_suggestion_says_what_it_is_taken_from() throws Exception {
    Instant start = Instant.parse("2026-11-22T08:00:00Z");
    close(CALLS, start, summary(100, 900, 300));
    close(CALLS, start.plusSeconds(3600), summary(250, 2_000, 1_010));
    Value early = data("/calls/suggestion");
    close(CALLS, start.plusSeconds(7200), summary(10, 20, 20));
    close(CALLS, start.plusSeconds(10_800), null);

    Value suggestion = data("/calls/suggestion");

    assertThat(early.get("suggested")).isEqualTo(Value.Null.NULL);
    assertThat(text(early.get("detail"))).contains("2 closed windows", "takes 3");
    assertThat(suggestion.get("suggested")).isEqualTo(Value.of(1_300));
    assertThat(suggestion.get("windows")).isEqualTo(Value.of(3));
    assertThat(suggestion.get("keys")).isEqualTo(Value.of(360));
    assertThat(suggestion.get("windows_crossed")).isEqualTo(Value.of(1));
    assertThat(suggestion.get("keys_crossed_max")).isEqualTo(Value.of(2));
    assertThat(text(suggestion.get("detail"))).contains("1300", "3 closed windows", "360 keys");
  }

  private static String summary(long keys, long max, long p99) {
    return "{\"keys\":%d,\"total\":1,\"max\":%d,\"p50\":1,\"p90\":1,\"p95\":1,\"p99\":%d}"
        .formatted(keys, max, p99);
  }

  private static Value.Obj obj(String json) {
    return Json.parseObject(json);
  }

  @Test
  void without_a_key_that_may_read_there_is_no_answer() throws Exception {
    for (String path : List.of("", "/calls/usage", "/calls/top", "/calls/suggestion")) {
      assertThat(api.statusWithout("/v1/limits" + path)).isEqualTo(401);
    }
  }
}
