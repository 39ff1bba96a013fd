package io.ingestlayer.workspace;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Problem;
import io.ingestlayer.component.Problems;
import io.ingestlayer.event.Json;
import io.ingestlayer.limit.Counted;
import io.ingestlayer.limit.Interval;
import io.ingestlayer.limit.LimitAction;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitRule.Dimension;
import io.ingestlayer.limit.LimitUnit;
import io.ingestlayer.limit.Threshold;
import io.ingestlayer.workspace.Definitions.Defined;
import io.ingestlayer.workspace.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitReaderTest {
  private static final String SMALL =
      """
      limit: l
      match: api.called
      interval: { periodic: 1h }
      threshold: 10
      """;

  private static final DefinitionContext CONTEXT =
      new DefinitionContext(
          new SmallCatalog(), name -> null, file -> null, schema -> Optional.empty());

  private final Problems problems = new Problems();

  private Definitions read(String yaml) {
    YamlReader.Read read = YamlReader.read("w.yaml", yaml, problems);
    DefinitionReader reader = new DefinitionReader(CONTEXT);
    return reader.read(read.documents(), read.complete(), problems);
  }

  private List<String> said() {
    return problems.all().stream().map(Problem::toString).toList();
  }

  private LimitRule limit(String yaml) {
    Definitions definitions = read(yaml);
    assertThat(said()).isEmpty();
    return definitions.limits().getFirst().definition();
  }

  private static List<String> written(List<Dimension> dimensions) {
    return dimensions.stream().map(it -> it.name() + " = " + it.value()).toList();
  }

  private static List<String> lookups(LimitRule rule) {
    return rule.entities().stream().map(it -> it.kind() + " by " + it.key()).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ingest-requests",
        "ingest-batch-events",
        "ingest-event-characters",
        "slack-text-characters",
        "lane-pace"
      })
  void a_name_of_the_product_s_own_limits_is_taken(String name) {
    read(SMALL.replace("limit: l", "limit: " + name));

    assertThat(problems.all()).extracting(Problem::code).containsExactly("duplicate_name");
  }

  @Test
  void the_example_of_the_contract_is_read_field_for_field() {
    LimitRule rule = limit(Contract.LIMIT);

    assertThat(rule.name()).isEqualTo("api-calls-per-customer");
    assertThat(rule.type()).isEqualTo("quota");
    assertThat(rule.eventType()).isEqualTo("api_call");
    assertThat(rule.on()).isEqualTo(Counted.EVENT);
    assertThat(rule.match()).containsExactly("api.called");
    assertThat(rule.when()).hasToString("$event.plan != \"internal\"");
    assertThat(rule.interval()).isEqualTo(new Interval.Tumbling(Duration.ofHours(1)));
    assertThat(rule.threshold()).isEqualTo(new Threshold.Fixed(10_000));
    assertThat(rule.overrides())
        .singleElement()
        .matches(it -> it.when().source().equals("$event.plan == \"scale\""))
        .matches(it -> it.threshold().equals(new Threshold.Fixed(50_000)));
    assertThat(rule.unit()).isEqualTo(LimitUnit.COUNT);
    assertThat(rule.measure()).isNull();
    assertThat(rule.weight()).hasToString("$event.n");
    assertThat(written(rule.key())).containsExactly("customer_id = $event.customer_id");
    assertThat(written(rule.context())).containsExactly("plan = $event.plan");
    assertThat(rule.entities()).isEmpty();
    assertThat(rule.allowedLateness()).isEqualTo(Duration.ofMinutes(2));
    assertThat(rule.warnAt()).containsExactly(80, 90);
    assertThat(rule.againAt()).isEqualTo(100);
    assertThat(rule.action()).isEqualTo(LimitAction.RECORD);
    LimitRule.Emit emit = requireNonNull(rule.emit());
    assertThat(emit.type()).isEqualTo("usage.limit_reached");
    assertThat(emit.payload().paths())
        .containsExactlyInAnyOrder(
            "$event.customer_id", "$limit.threshold", "$limit.value", "$event.plan");
    assertThat(rule.keysMax()).isEqualTo(1_000_000);
    assertThat(rule.includeSystem()).isFalse();
  }

  @Test
  void what_is_not_said_has_its_default() {
    LimitRule rule = limit(SMALL);

    assertThat(rule.type()).isEqualTo("limit");
    assertThat(rule.eventType()).isEqualTo("api.called");
    assertThat(rule.on()).isEqualTo(Counted.EVENT);
    assertThat(rule.when()).isNull();
    assertThat(rule.overrides()).isEmpty();
    assertThat(rule.unit()).isEqualTo(LimitUnit.COUNT);
    assertThat(rule.weight()).isNull();
    assertThat(rule.key()).isEmpty();
    assertThat(rule.context()).isEmpty();
    assertThat(rule.entities()).isEmpty();
    assertThat(rule.allowedLateness()).isEqualTo(Duration.ofMinutes(2));
    assertThat(rule.warnAt()).isEmpty();
    assertThat(rule.againAt()).isZero();
    assertThat(rule.action()).isEqualTo(LimitAction.RECORD);
    assertThat(rule.emit()).isNull();
    assertThat(rule.keysMax()).isEqualTo(1_000_000);
    assertThat(rule.includeSystem()).isFalse();
  }

  @Test
  void everything_else_that_can_be_said_is_read() {
    LimitRule rule =
        limit(
            """
            limit: slack-text
            match: [chat.*, mail.sent]
            on: notification
            interval: { calendar: month, time_zone: Europe/Berlin }
            threshold: $entity.customer.quota * 2
            unit: chars
            measure: $event.text
            key: { who: $event.customer_id, kind: lower($event.plan) }
            allowed_lateness: 0s
            warn_at: [90, 80, 90]
            action: drop
            max_keys: 100000000
            include_system: true
            """);

    assertThat(rule.eventType()).isEqualTo("notification");
    assertThat(rule.match()).containsExactly("chat.*", "mail.sent");
    assertThat(rule.interval())
        .isEqualTo(new Interval.Calendar(Interval.Calendar.Unit.MONTH, ZoneId.of("Europe/Berlin")));
    assertThat(rule.threshold())
        .isInstanceOfSatisfying(
            Threshold.Computed.class,
            it -> assertThat(it.expression()).hasToString("$entity.customer.quota * 2"));
    assertThat(rule.unit()).isEqualTo(LimitUnit.CHARS);
    assertThat(rule.measure()).hasToString("$event.text");
    assertThat(written(rule.key()))
        .containsExactly("who = $event.customer_id", "kind = lower($event.plan)");
    assertThat(rule.allowedLateness()).isEqualTo(Duration.ZERO);
    assertThat(rule.warnAt()).as("rising, each once").containsExactly(80, 90);
    assertThat(rule.action()).isEqualTo(LimitAction.DROP);
    assertThat(rule.keysMax()).isEqualTo(100_000_000);
    assertThat(rule.includeSystem()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "per_event | PerEvent[]",
        "{ periodic: 1s } | Tumbling[length=PT1S]",
        "{ periodic: 2000ms } | Tumbling[length=PT2S]",
        "{ periodic: 400d } | Tumbling[length=PT9600H]",
        "{ calendar: hour } | Calendar[unit=HOUR, zone=UTC]",
        "{ calendar: week, time_zone: +02:00 } | Calendar[unit=WEEK, zone=+02:00]"
      })
  void an_interval_is_each_event_a_length_or_by_the_calendar(String written, String expected) {
    assertThat(limit(SMALL.replace("{ periodic: 1h }", written)).interval()).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "42.0, 42", "1e3, 1000", "9007199254740991, 9007199254740991"})
  void a_threshold_is_a_whole_number_however_it_is_written(String written, long expected) {
    assertThat(limit(SMALL.replace("10", written)).threshold())
        .isEqualTo(new Threshold.Fixed(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[a.*, b] | a.*, b",
        "'*' | *",
      })
  void the_event_type_is_the_text_of_match(String match, String expected) {
    assertThat(limit(SMALL.replace("api.called", match)).eventType()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$event.customer_id | customer_id",
        "[$event.payload.team.id, $event.plan] | id plan",
        "[$event.team.id, $event.user.id, $event.plan] | team.id user.id plan",
        "[$event.team.id, $entity.customer.id] | team.id entity.customer.id",
        "[$event.id, $event.user.id] | id user.id",
        "['$event[\"team-id\"]', '$event.tags[0]'] | team-id tags",
        "['$event[''team-id'']'] | team-id",
        "['$event[\"a b\"]'] | key_1",
        "[$event.plan, lower($event.email), $event.n > 5] | plan key_2 key_3",
        "[$event] | event",
        "{ a: $event.x, b.c: $event.y } | a b.c"
      })
  void the_parts_of_a_key_are_named_by_their_paths(String key, String expected) {
    LimitRule rule = limit(SMALL + "key: " + key + "\n");

    assertThat(rule.key().stream().map(Dimension::name).collect(Collectors.joining(" ")))
        .isEqualTo(expected);
  }

  @Test
  void an_entity_is_looked_up_by_the_events_own_field_for_it_wherever_it_is_used() {
    LimitRule rule =
        limit(
            """
            limit: l
            match: a
            when: $entity.user.active
            interval: { periodic: 1h }
            threshold: $entity.customer.quota
            overrides:
              - { when: $entity.team.big, threshold: $entity.plan.quota }
            key: [$entity.account.id]
            context: { csm: "$entity.owner.name", again: "$entity.customer.name" }
            emit: { type: b, payload: { region: $entity.region.name } }
            """);

    assertThat(lookups(rule))
        .containsExactlyInAnyOrder(
            "user by $event.user_id",
            "customer by $event.customer_id",
            "team by $event.team_id",
            "plan by $event.plan_id",
            "account by $event.account_id",
            "owner by $event.owner_id",
            "region by $event.region_id");
  }

  @Test
  void enrich_entity_says_by_what_an_entity_is_looked_up() {
    String threshold = SMALL.replace("10", "$entity.customer.quota + $entity.team.quota");

    assertThat(
            lookups(limit(threshold + "enrich.entity: { kind: customer, key: $event.account }\n")))
        .containsExactly("customer by $event.account", "team by $event.team_id");
    assertThat(
            lookups(
                limit(
                    threshold
                        + "enrich.entity: [ { kind: team, key: $event.t }, { kind: customer, key: $event.c } ]\n")))
        .containsExactly("team by $event.t", "customer by $event.c");
    assertThat(
            lookups(
                limit(
                    SMALL.replace("10", "$entity[$event.kind].quota")
                        + "enrich.entity: { kind: team, key: $event.t }\n")))
        .containsExactly("team by $event.t");
  }

  @Test
  void a_limit_on_requests_sees_their_source_and_key() {
    LimitRule rule =
        limit(
            """
            limit: l
            on: api_call
            when: $context.source == "checkout"
            interval: { periodic: 1m }
            threshold: 600
            key: [$context.source, $context.key]
            emit: { type: api.limit_reached, payload: { key: $context.key, used: $limit.value } }
            """);

    assertThat(rule.on()).isEqualTo(Counted.API_CALL);
    assertThat(rule.eventType()).isEqualTo("api_call");
    assertThat(rule.match()).isEmpty();
    assertThat(rule.key()).extracting(Dimension::name).containsExactly("source", "key");
  }

  @Test
  void a_limit_on_messages_sees_where_they_go_and_what_the_walk_has_learned() {
    LimitRule rule =
        limit(
            """
            limit: l
            on: render
            when: $classify.intent == "buy" && $context.severity == "high"
            interval: per_event
            threshold: 3000
            key: [$context.channel, $event.customer_id]
            """);

    assertThat(rule.on()).isEqualTo(Counted.RENDER);
    assertThat(rule.match()).as("all").isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "threshold: -1 | out_of_range | w.yaml:4:12: a threshold is a whole number from 0 to 9007199254740991",
        "threshold: 9007199254740992 | out_of_range | w.yaml:4:12: a threshold is a whole number",
        "threshold: 1e400 | out_of_range | w.yaml:4:12: a threshold is a whole number",
        "threshold: 1.5 | out_of_range | w.yaml:4:12: a threshold is a whole number",
        "threshold: '100' | wrong_type | w.yaml:4:12: expected a whole number from 0",
        "threshold: [1] | wrong_type | w.yaml:4:12: expected a whole number from 0",
        "threshold: $event. | invalid_expression | w.yaml:4:12",
        "threshold: | wrong_type | w.yaml:4:",
        "interval: { periodic: 999ms } | out_of_range | w.yaml:3:23: expected a duration such as 30s, 5m, 24h or 35d, from 1s to 400d",
        "interval: { periodic: 1500ms } | out_of_range | w.yaml:3:11: a window is whole seconds long",
        "interval: { periodic: 401d } | out_of_range | w.yaml:3:23: expected a duration",
        "interval: { perodic: 1h } | unknown_key | w.yaml:3:13: unknown key \"perodic\"; did you mean \"periodic\"?",
        "interval: {} | missing_key | w.yaml:3:11: \"periodic\" is missing",
        "interval: 1h | wrong_type | w.yaml:3:11: expected per_event, { periodic: 1h } or { calendar: day }, found \"1h\"",
        "interval: { sliding: 1h } | not_supported | w.yaml:3:13: this version does not know sliding windows yet; write { periodic: … }",
        "interval: { calendar: year } | unknown_choice | w.yaml:3:23: unknown value \"year\"",
        "interval: { calendar: day, time_zone: Europe/Berln } | unknown_time_zone | w.yaml:3:39: there is no such time zone; did you mean \"Europe/Berlin\"?",
        "interval: { calendar: day, time_zone: nowhere at all } | unknown_time_zone | write a name such as Europe/Berlin, or UTC",
        "interval: { calendar: day, periodic: 1h } | contradiction | w.yaml:3:11: a periodic window is aligned to UTC",
        "interval: { periodic: 1h, time_zone: UTC } | contradiction | w.yaml:3:11: a periodic window is aligned to UTC",
        "match: 'a b' | invalid_name | w.yaml:2:8: an event type or a pattern",
        "match: [] | missing_key | w.yaml:2:8: \"match\" is missing",
        "limit: a/b | invalid_name | w.yaml:1:8: the name of a definition"
      })
  void a_field_that_is_wrong_is_refused_where_it_stands(String line, String code, String expected) {
    String key = line.substring(0, line.indexOf(':'));

    read(SMALL.replaceAll("(?m)^" + key + ": .*$", line.replace("$", "\\$")));

    assertThat(problems.all()).singleElement().extracting(Problem::code).isEqualTo(code);
    assertThat(said().getFirst()).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "warn_at: 0 | out_of_range | 5:10: expected a whole number from 1 to 99, found 0",
        "warn_at: [80, 100] | out_of_range | 5:15: expected a whole number from 1 to 99, found 100",
        "again_at: 0 | out_of_range | 5:11: expected a whole number from 1 to 1000",
        "again_at: 1001 | out_of_range | 5:11: expected a whole number from 1 to 1000",
        "allowed_lateness: 8d | out_of_range | 5:19: expected a duration such as 30s, 5m, 24h or 35d, from 0ms to 7d",
        "max_keys: 0 | out_of_range | 5:11: expected a whole number from 1 to 100000000",
        "max_keys: 100000001 | out_of_range | 5:11: expected a whole number",
        "thresold: 5 | unknown_key | 5:1: unknown key \"thresold\"; did you mean \"threshold\"?",
        "unit: bytes | unknown_choice | 5:7: unknown value \"bytes\"; known are count, chars",
        "on: events | unknown_choice | 5:5: unknown value \"events\"; did you mean \"event\"?",
        "unit: chars | missing_key | 5:7: \"measure\" is missing",
        "measure: $event.text | contradiction | 5:10: \"measure\" is only for unit: chars",
        "unit: chars~measure: $event.text~weight: $event.n | contradiction | 7:9: \"weight\" is only for unit: count",
        "action: delay | not_supported | 5:9: this version does not know the action delay yet",
        "action: truncate | not_supported | 5:9: this version does not know the action truncate yet",
        "action: dead_letter | not_supported | 5:9: this version does not know the action dead_letter yet",
        "action: dorp | unknown_choice | 5:9: unknown value \"dorp\"; did you mean \"drop\"?",
        "on: render~action: drop | not_supported | 6:9: this version does not know the action drop on: render yet",
        "on: api_call | contradiction | 2:8: a request has no event type",
        "when: $context.severity == \"high\" | not_available | 5:7: $context is not available here, in a limit on: event; known are $event, $entity",
        "when: $limit.value > 5 | not_available | 5:7: $limit is not available here, in a limit on: event; it is known only in emit.payload",
        "weight: $enrich.company.size | not_available | 5:9: $enrich is not available",
        "overrides: [ { when: $event.a, threshold: 1 }, { when: $event.a, threshold: $limit.value } ] | not_available | 5:48: $limit is not available",
        "overrides: [ { threshold: 1 } ] | missing_key | 5:14: \"when\" is missing",
        "overrides: [ { when: true, threshold: -1 } ] | out_of_range | 5:39: a threshold is",
        "key: [$event.a, $context.b] | not_available | 5:17: $context is not available",
        "key: { a: $event.a, b: $context.b } | not_available | 5:24: $context is not available",
        "key: [$event.a, $event.a] | duplicate_name | 5:6: two parts of the key have the same name",
        "key: [customer_id] | invalid_expression | 5:7",
        "key: { 'a b': $event.a } | invalid_name | 5:8: the name of a part is up to 100 letters",
        "context: [$event.plan] | wrong_type | 5:10: expected a mapping of names to values",
        "key: $event.a~context: { b: $event.b, a: $event.c } | duplicate_name | 6:10: the record shows \"a\" already, from the key",
        "when: $entity.plan == 1 && $entity == 2 | not_available | 5:7: which entity is meant by \"$entity\" is not known; write enrich.entity:",
        "enrich.entity: { kind: a, key: $entity.b.id } | not_available | 5:16: what an entity is found by cannot depend on an entity",
        "enrich.entity: [ { kind: a, key: $event.a }, { kind: a, key: $event.b } ] | duplicate_name | 5:46: the entity \"a\" is looked up already",
        "enrich.entity: { kind: a-b, key: $event.a } | invalid_name | 5:24: the kind of an entity is",
        "enrich.entty: { kind: a, key: $event.a } | unknown_key | 5:1: unknown key \"enrich.entty\"; did you mean \"enrich.entity\"?",
        "emit: { type: b } | missing_key | 5:7: \"payload\" is missing",
        "emit: { type: b.*, payload: {} } | invalid_name | 5:15: an event type is",
        "emit: { type: b, payload: 5 } | wrong_type | 5:7: the payload of an event is an object",
        "emit: { type: b, payload: [5] } | wrong_type | 5:7: the payload of an event is an object",
        "emit: { type: b, payload: '{{ $event.a }}' } | wrong_type | 5:7: the payload of an event is an object",
        "emit: { type: b, payload: { a: $context.a } } | not_available | 5:7: $context is not available",
        "emit: { type: api.called, payload: {} } | limit_loop | 5:7: the limit would count the event that it emits"
      })
  void what_does_not_hold_together_is_refused_where_it_stands(
      String more, String code, String expected) {
    read(SMALL + more.replace('~', '\n') + "\n");

    assertThat(problems.all()).singleElement().extracting(Problem::code).isEqualTo(code);
    assertThat(said().getFirst()).startsWith("w.yaml:" + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "action: drop | not_supported | this version does not know the action drop on: api_call yet",
        "key: $event.customer_id | not_available | a request is no event yet: use $context.source or $context.key",
        "threshold: $entity.customer.quota | not_available | a request is no event yet: use $context.source or $context.key",
        "enrich.entity: { kind: customer, key: $context.key } | not_available | $entity is not available here, in a limit on: api_call",
        "key: $context.sorce | not_available | a request has no $context.sorce; did you mean \"source\"?",
        "emit: { type: b, payload: { a: $event.a } } | not_available | $event is not available here"
      })
  void a_limit_on_requests_cannot_see_events(String more, String code, String expected) {
    String threshold = more.startsWith("threshold") ? "" : "threshold: 5\n";

    read("limit: l\non: api_call\ninterval: { periodic: 1h }\n" + threshold + more + "\n");

    assertThat(problems.all()).singleElement().extracting(Problem::code).isEqualTo(code);
    assertThat(said().getFirst()).contains(expected);
  }

  @Test
  void per_event_nothing_adds_up() {
    read(SMALL.replace("{ periodic: 1h }", "per_event") + "warn_at: 80\nagain_at: 100\n");

    assertThat(said())
        .containsExactly(
            "w.yaml:5:10: nothing adds up with interval: per_event; remove warn_at",
            "w.yaml:6:11: with interval: per_event each violation has its own record; remove again_at");
    assertThat(problems.all()).extracting(Problem::code).containsOnly("contradiction");
  }

  @Test
  void what_is_missing_is_named() {
    read("limit: l\n");

    assertThat(said())
        .containsExactly(
            "w.yaml:1:1: \"interval\" is missing: per_event, { periodic: 1h } or { calendar: day, time_zone: UTC }",
            "w.yaml:1:1: \"threshold\" is missing: The largest allowed value.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "match: '*' | false | false",
        "match: '*' | true | true",
        "match: usage.* | true | true",
        "match: api.called | true | false",
        "match: [api.*, usage.limit_reached] | false | true"
      })
  void what_a_limit_emits_it_does_not_count(String match, boolean system, boolean refused) {
    read(
        SMALL.replace("match: api.called", match)
            + "include_system: "
            + system
            + "\nemit: { type: usage.limit_reached, payload: {} }\n");

    assertThat(problems.all().stream().map(Problem::code).toList())
        .isEqualTo(refused ? List.of("limit_loop") : List.of());
  }

  @Test
  void twenty_parts_and_a_hundred_overrides_are_enough() {
    String parts =
        IntStream.range(0, 20)
            .mapToObj(it -> "p" + it + ": $event.p" + it)
            .collect(Collectors.joining(", ", "{ ", " }"));
    String overrides = "  - { when: $event.a, threshold: 1 }\n".repeat(100);
    String full = SMALL + "key: " + parts + "\noverrides:\n" + overrides;
    assertThat(limit(full).key()).hasSize(20);

    read(full + "  - { when: $event.a, threshold: 1 }\ncontext: { one: $event.more }\n");
    read(SMALL + "key: " + parts.replace(" }", ", p20: $event.p20 }") + "\n");

    assertThat(problems.all())
        .extracting(Problem::code)
        .containsExactly("too_many", "too_many", "too_many");
    assertThat(said().getLast()).isEqualTo("w.yaml:5:6: more than 20 in key and context");
  }

  @Test
  void a_name_defined_twice_names_the_first_place() {
    read(SMALL + "---\n" + SMALL);

    assertThat(said())
        .containsExactly(
            "w.yaml:6:1: the limit \"l\" is defined already, at w.yaml:1:1; rename or remove one");
    assertThat(problems.all()).extracting(Problem::code).containsExactly("duplicate_name");
  }

  @Test
  void an_hour_that_allows_less_than_a_minute_is_warned_about() {
    String minute =
        SMALL.replace("limit: l", "limit: minute").replace("1h", "1m") + "key: $event.a\n";
    String hour = SMALL.replace("limit: l", "limit: hour").replace("10", "9") + "key: $event.a\n";

    read(minute + "---\n" + hour);

    assertThat(said())
        .containsExactly(
            "w.yaml:7:1: warning: the limit \"hour\" allows 9 in 1h, less than \"minute\" with 10 in 1m: the shorter one is never crossed first; exchange the two, or remove one");
    assertThat(problems.all()).extracting(Problem::code).containsExactly("below_shorter_limit");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "threshold: 9 | threshold: 10",
        "threshold: 9 | threshold: $event.n",
        "key: $event.a | key: $event.b",
        "match: api.called | match: api.*",
        "interval: { periodic: 1h } | interval: { periodic: 1m }",
        "interval: { periodic: 1h } | interval: per_event",
        "limit: hour | limit: hour~when: $event.vip"
      })
  void limits_that_cannot_be_compared_are_not(String line, String instead) {
    String minute =
        SMALL.replace("limit: l", "limit: minute").replace("1h", "1m") + "key: $event.a\n";
    String hour = SMALL.replace("limit: l", "limit: hour").replace("10", "9") + "key: $event.a\n";

    read(minute + "---\n" + hour.replace(line, instead.replace('~', '\n')));

    assertThat(said()).isEmpty();
  }

  @Test
  void a_match_that_is_nearly_a_declared_type_is_warned_about() {
    read("event: api.called\n---\n" + SMALL.replace("api.called", "api.caled"));

    assertThat(said())
        .containsExactly(
            "w.yaml:3:1: warning: the event type \"api.caled\" is not declared; did you mean \"api.called\"?");
  }

  @Test
  void what_was_kept_of_a_limit_is_read_the_same_again() {
    Defined<LimitRule> limit = read(Contract.LIMIT).limits().getFirst();
    StoredDefinitions stored = new StoredDefinitions(CONTEXT);

    LimitRule again =
        stored
            .limit(limit.name(), Json.parseObject(Json.write(limit.body())), problems)
            .orElseThrow();

    assertThat(said()).isEmpty();
    assertThat(again.id()).isEqualTo(limit.definition().id());
    assertThat(again.threshold()).isEqualTo(limit.definition().threshold());
    assertThat(written(again.context())).isEqualTo(written(limit.definition().context()));
  }

  @Test
  void every_example_of_the_page_about_limits_loads() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "limits.md"));
    List<String> examples =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(it -> it.group(1))
            .toList();

    assertThat(examples).hasSizeGreaterThan(1);
    Definitions definitions = read(String.join("---\n", examples));
    assertThat(said()).isEmpty();
    assertThat(definitions.limits()).hasSizeGreaterThanOrEqualTo(examples.size());
  }
}
