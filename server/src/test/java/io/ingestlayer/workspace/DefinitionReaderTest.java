package io.ingestlayer.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.Problem;
import io.ingestlayer.component.Problems;
import io.ingestlayer.component.Step;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.schema.EventSchema;
import io.ingestlayer.schema.SchemaException;
import io.ingestlayer.workspace.Definitions.Defined;
import io.ingestlayer.workspace.yaml.YamlReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionReaderTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SLACK_BOT_TOKEN", "xoxb-1",
          "WAREHOUSE_URL", "postgresql://u:p@h:5432/d",
          "EMPTY", "");
  private static final String SLACK =
      """
      destination: team-slack
      type: slack
      config: { token: { env: SLACK_BOT_TOKEN } }
      ---
      """;

  private final Problems problems = new Problems();

  private Definitions read(String yaml) {
    YamlReader.Read read = YamlReader.read("w.yaml", yaml, problems);
    DefinitionReader reader =
        new DefinitionReader(
            new DefinitionContext(
                new SmallCatalog(),
                ENVIRONMENT::get,
                Map.of("secrets/token", "from-file")::get,
                DefinitionReaderTest::schemaProblem));
    return reader.read(read.documents(), read.complete(), problems);
  }

  private static Optional<String> schemaProblem(Value.Obj schema) {
    try {
      EventSchema compiled = EventSchema.ofJsonSchema(schema, false);
      return Optional.ofNullable(compiled).flatMap(it -> Optional.empty());
    } catch (SchemaException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private List<String> said() {
    return problems.all().stream().map(Problem::toString).toList();
  }

  private EventDefinition event(String yaml) {
    Definitions definitions = read(yaml);
    assertThat(problems.hasErrors()).as(said().toString()).isFalse();
    return definitions.events().getFirst().definition();
  }

  private PipelineDefinition pipeline(String yaml) {
    Definitions definitions = read(SLACK + yaml);
    assertThat(said()).isEmpty();
    return definitions.pipelines().getFirst().definition();
  }

  private DestinationDefinition destination(String yaml) {
    Definitions definitions = read(yaml);
    assertThat(problems.hasErrors()).as(said().toString()).isFalse();
    return definitions.destinations().getFirst().definition();
  }

  @Test
  void both_stories_of_the_contract_load_without_a_problem() {
    Definitions definitions = read(Contract.STORIES);

    assertThat(said()).isEmpty();
    assertThat(definitions.events())
        .extracting(Defined::name)
        .containsExactly("usage.limit_reached");
    assertThat(definitions.destinations())
        .extracting(Defined::name)
        .containsExactly("team-slack", "warehouse");
    assertThat(definitions.pipelines())
        .extracting(Defined::name)
        .containsExactly("usage-limit-hits", "feature-usage");
  }

  @Test
  void the_event_of_the_first_story_has_its_fields_and_window() {
    EventDefinition event = read(Contract.STORIES).events().getFirst().definition();

    assertThat(event.fields())
        .containsExactly(
            DeclaredField.required("customer_id", DeclaredType.STRING),
            new DeclaredField(
                "metric", DeclaredType.STRING, false, List.of("seats", "api-calls", "storage")),
            DeclaredField.required("limit", DeclaredType.NUMBER),
            DeclaredField.required("used", DeclaredType.NUMBER),
            DeclaredField.required("plan", DeclaredType.STRING));
    assertThat(event.window()).isEqualTo(Duration.ofDays(35));
    assertThat(event.strict()).isFalse();
    assertThat(event.jsonSchema()).isNull();
  }

  @Test
  void the_steps_of_the_first_story_know_their_places() {
    PipelineDefinition pipeline = read(Contract.STORIES).pipelines().getFirst().definition();

    assertThat(pipeline.match()).containsExactly("usage.limit_reached");
    assertThat(pipeline.steps())
        .extracting(it -> it.path() + " " + it.action())
        .containsExactly("steps[0] enrich.entity", "steps[1] branch");
    List<Config> arms = pipeline.steps().get(1).config().get(SmallCatalog.ARMS);
    assertThat(arms)
        .extracting(it -> it.get(SmallCatalog.ARM_STEPS).getFirst())
        .extracting(Step::path)
        .containsExactly(
            "steps[1].branch[0].steps[0]",
            "steps[1].branch[1].steps[0]",
            "steps[1].branch[2].steps[0]");
  }

  @Test
  void the_routes_of_the_second_story_carry_their_conditions_and_settings() {
    List<RouteDefinition> routes = read(Contract.STORIES).pipelines().get(1).definition().routes();

    assertThat(routes).extracting(RouteDefinition::to).containsExactly("warehouse", "team-slack");
    assertThat(routes).extracting(RouteDefinition::position).containsExactly(0, 1);
    assertThat(routes.get(0).when()).isNull();
    assertThat(routes.get(0).config().get(SmallCatalog.TABLE)).isEqualTo("events.features");
    assertThat(routes.get(0).config().find(SmallCatalog.COLUMNS).orElseThrow().sequencedKeySet())
        .containsExactly("account", "owner");
    assertThat(routes.get(1).when()).hasToString("$event.plan == \"free\"");
  }

  @Test
  void what_this_version_does_not_know_yet_is_said_to_be_so() {
    read(Contract.LATER);

    assertThat(said())
        .containsExactly("w.yaml:1:1: this version does not know definitions of a source yet");
  }

  @Test
  void all_problems_are_reported_at_once() {
    read(
        """
        event: user.signed_up
        schema: { email: strng }
        idempotncy: { window: 1h }
        ---
        destination: team-slack
        type: slak
        ---
        destination: team-inbox
        type: inbox
        concurrency: 65
        ---
        pipeline: p
        match: user.*
        steps:
          - filter.mtach: { field: $event.a }
          - enrich.entity: { kind: user, kye: $event.id }
        destinations:
          - to: team-slak
            channel: x
          - to: team-inbox
            when: $event.a ==
        """);

    assertThat(said())
        .containsExactlyInAnyOrder(
            "w.yaml:2:18: unknown type \"strng\"; did you mean \"string\"?",
            "w.yaml:3:1: unknown key \"idempotncy\"; did you mean \"idempotency\"?",
            "w.yaml:6:7: unknown destination type \"slak\"; did you mean \"slack\"?",
            "w.yaml:10:14: expected a whole number from 1 to 64, found 65",
            "w.yaml:15:5: unknown action \"filter.mtach\"; did you mean \"filter.match\"?",
            "w.yaml:16:34: unknown key \"kye\"; did you mean \"key\"?",
            "w.yaml:18:9: there is no destination \"team-slak\"; did you mean \"team-slack\"?",
            "w.yaml:21:11: a value is missing, at the end");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "string | STRING | false",
        "string? | STRING | true",
        "string, required | STRING | false",
        "number | NUMBER | false",
        "integer? | INTEGER | true",
        "boolean | BOOLEAN | false",
        "object? | OBJECT | true",
        "array | ARRAY | false",
        "enum [a, b] | STRING | false",
        "enum [a, b]? | STRING | true",
        "enum [1, 5, 10] | NUMBER | false",
        "enum [a, b], required | STRING | false",
        "'string ?' | STRING | true"
      })
  void the_short_form_says_type_and_whether_it_may_be_missing(
      String written, DeclaredType type, boolean optional) {
    EventDefinition event = event("event: e\nschema:\n  f: " + written + "\n");

    assertThat(event.fields())
        .singleElement()
        .matches(it -> it.type() == type && it.optional() == optional);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "str | unknown type \"str\"",
        "strnig | did you mean \"string\"?",
        "text | known are string, integer, number, boolean, object, array, enum [a, b]",
        "enum [] | an enum lists",
        "enum [a,,b] | an enum lists",
        "enum | unknown type \"enum\"",
        "string?, required | both ? and required",
        "5 | a type such as string",
        " | a type such as string",
        "[string] | a type such as string",
        "{ type: string } | a type such as string"
      })
  void a_type_that_is_none_is_refused_with_what_there_is(String written, String expected) {
    read("event: e\nschema:\n  f: " + (written == null ? "" : written) + "\n");

    assertThat(said()).singleElement().asString().startsWith("w.yaml:3:").contains(expected);
  }

  @Test
  void a_whole_json_schema_declares_its_plain_fields() {
    EventDefinition event =
        event(
            """
            event: order.placed
            strict: true
            schema:
              $schema: https://json-schema.org/draft/2020-12/schema
              type: object
              required: [id, amount]
              properties:
                amount: { type: integer }
                note: { type: [string, "null"] }
                state: { enum: [open, paid] }
                id: {}
            """);

    assertThat(event.strict()).isTrue();
    assertThat(event.jsonSchema()).isNotNull();
    assertThat(event.fields())
        .containsExactly(
            DeclaredField.required("amount", DeclaredType.INTEGER),
            DeclaredField.optional("note", DeclaredType.STRING),
            new DeclaredField("state", DeclaredType.STRING, true, List.of("open", "paid")),
            DeclaredField.required("id", DeclaredType.ANY));
    assertThat(said()).singleElement().asString().contains("$event.payload.id");
  }

  @Test
  void a_json_schema_that_is_none_is_refused_when_it_is_read() {
    read("event: e\nschema:\n  properties: { a: { type: strin } }\n");

    assertThat(said()).singleElement().asString().startsWith("w.yaml:3:3: not a JSON Schema");
  }

  @Test
  void short_form_fields_may_be_named_like_words_of_json_schema() {
    EventDefinition event =
        event("event: e\nschema: { type: string, properties: object, required: boolean }\n");

    assertThat(event.jsonSchema()).isNull();
    assertThat(event.fields()).hasSize(3);
  }

  @Test
  void a_field_that_the_envelope_hides_is_warned_about_once() {
    read("event: e\nschema:\n  id: string\n  email: string\n  type: string\n");

    assertThat(said())
        .containsExactly(
            "w.yaml:3:3: warning: $event.id is the envelope's id; write $event.payload.id for the payload's",
            "w.yaml:5:3: warning: $event.type is the envelope's type; write $event.payload.type for the payload's");
  }

  @ParameterizedTest
  @CsvSource({"1m, PT1M", "24h, PT24H", "400d, PT9600H"})
  void a_window_is_a_minute_to_400_days(String written, Duration expected) {
    assertThat(event("event: e\nidempotency: { window: " + written + " }\n").window())
        .isEqualTo(expected);
  }

  @Test
  void without_a_window_it_is_a_day() {
    assertThat(event("event: e\n").window()).isEqualTo(Duration.ofHours(24));
    assertThat(event("event: e\nidempotency: {}\n").window()).isEqualTo(Duration.ofHours(24));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "event: e~idempotency: { window: 59s } | from 1m to 400d",
        "event: e~idempotency: { window: 401d } | from 1m to 400d",
        "event: e~idempotency: { key: $payload.email } | idempotency.key is not supported",
        "event: 'no spaces' | an event type is a letter or digit",
        "event: user.* | an event type is a letter or digit",
        "event: | expected an event type, found nothing",
        "event: [a] | expected an event type, found a list",
        "event: e~strict: yes | expected true or false",
        "event: e~schema: [a] | a mapping of field names to types",
        "destination: d | \"type\" is missing",
        "destination: d~type: slack | \"token\" is missing: The bot's token.",
        "destination: d~type: slack~config: { token: { env: NOT_SET } } | the environment variable NOT_SET is not set",
        "destination: d~type: slack~config: { token: { file: nowhere } } | the file nowhere cannot be read",
        "destination: d~type: slack~config: xoxb-1 | a mapping with token, base_url, found a single value",
        "destination: d~type: slack~config: { tokn: x } | did you mean \"token\"?",
        "destination: d~type: inbox~rate: { messages: 5 } | \"per\" is missing",
        "destination: d~type: inbox~rate: { messages: 0, per: 1s } | from 1 to 1000000",
        "destination: d~type: inbox~retry: [30s] | a mapping with schedule",
        "destination: d~type: inbox~retry: { schedule: [30s, 0s] } | from 1s to 30d",
        "destination: d~type: inbox~retry: { schedule: [1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s] } | more than 20 delays",
        "destination: a/b~type: inbox | the name of a definition is a letter or digit",
        "pipeline: p | \"match\" is missing",
        "pipeline: p~match: [] | \"match\" is missing",
        "pipeline: p~match: 'a b' | an event type or a pattern",
        "pipeline: p~match: a~from: [a b] | the name of a source is",
        "pipeline: p~match: a~destinations: { to: x } | a list such as",
        "pipeline: p~match: a~destinations: [ x ] | a mapping such as { to: team-slack }",
        "pipeline: p~match: a~destinations: [ { to: nobody } ] | there is no destination \"nobody\"; there are none here",
        "pipeline: p~match: a~destinations: [ { slack: { channel: x } } ] | write the destination's name as \"to: …\"",
        "pipeline: p~match: a~steps: { set: { a: 1 } } | a list of steps such as",
        "pipeline: p~match: a~steps: [ { call: { header: s3cret } } ] | a pipeline cannot hold a secret in plain text",
        "pipeline: p~match: a~steps: [ { enrich.entity: [] } ] | a mapping with kind, key",
        "pipline: p~match: a | this defines nothing that is known; did you mean \"pipeline\"?",
        "name: p | this defines nothing that is known; known are event, destination, pipeline, limit",
        "[a] | a definition is a mapping",
        "just text | a definition is a mapping"
      })
  void what_is_wrong_is_said_in_one_sentence(String yaml, String expected) {
    read(yaml.replace('~', '\n') + "\n");

    assertThat(said()).singleElement().asString().startsWith("w.yaml:").contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ to: team-slack, channel: a, chanel: b } | unknown key \"chanel\"; did you mean \"channel\"?",
        "{ to: team-slack, channel: a, wehn: b } | did you mean \"when\"?",
        "{ to: team-slack } | \"channel\" is missing: The channel.",
        "{ to: team-slack, channel: a, when: '$event.' } | w.yaml:7:53",
        "{ to: team-slack, channel: a, when: true, always: true } | exclude each other",
        "{ to: [team-slack] } | expected the name of a destination, found a list",
        "{ channel: a } | \"to\" is missing"
      })
  void a_route_is_read_by_its_destinations_type(String route, String expected) {
    read(SLACK + "pipeline: p\nmatch: a\ndestinations: [ " + route + " ]\n");

    assertThat(said()).singleElement().asString().startsWith("w.yaml:7:").contains(expected);
  }

  @Test
  void a_route_is_always_taken_when_it_says_so_or_says_nothing() {
    List<RouteDefinition> routes =
        pipeline(
                """
                pipeline: p
                match: a
                destinations:
                  - { to: team-slack, channel: a, always: true }
                  - { to: team-slack, channel: a }
                  - { to: team-slack, channel: a, always: false, when: $event.x }
                  - { to: team-slack, channel: a, when: true }
                """)
            .routes();

    assertThat(routes)
        .extracting(it -> String.valueOf(it.when()))
        .containsExactly("null", "null", "$event.x", "true");
  }

  @Test
  void match_is_one_type_a_pattern_or_a_list() {
    assertThat(pipeline("pipeline: p\nmatch: a.b\n").match()).containsExactly("a.b");
    assertThat(pipeline("pipeline: p\nmatch: user.*\n").match()).containsExactly("user.*");
    assertThat(pipeline("pipeline: p\nmatch: '*'\n").match()).containsExactly("*");
    assertThat(pipeline("pipeline: p\nmatch: [a, user.*]\nfrom: sdk\n"))
        .matches(
            it -> it.match().equals(List.of("a", "user.*")) && it.from().equals(List.of("sdk")));
    assertThat(pipeline("pipeline: p\nfrom: [sdk, hooks]\n").match()).isEmpty();
  }

  @Test
  void aliases_of_types_are_taken_and_forgotten() {
    DestinationDefinition destination =
        destination(
            "destination: d\ntype: warehouse.pg\nconfig: { url: { env: WAREHOUSE_URL } }\n");
    PipelineDefinition pipeline =
        pipeline("pipeline: p\nmatch: a\nsteps: [ { filter: $event.a } ]\n");

    assertThat(destination.type()).isEqualTo("postgres");
    assertThat(pipeline.steps().getFirst().action()).isEqualTo("filter.match");
  }

  @Test
  void a_destination_says_how_it_retries_and_how_fast_it_sends() {
    DestinationDefinition destination =
        destination(
            """
            destination: d
            type: inbox
            retry: { schedule: [30s, 2m] }
            rate: { messages: 1, per: 1s }
            concurrency: 4
            """);
    DestinationDefinition silent = destination("destination: d\ntype: inbox\n");

    assertThat(destination.retrySchedule())
        .containsExactly(Duration.ofSeconds(30), Duration.ofMinutes(2));
    assertThat(destination.rate())
        .isEqualTo(new DestinationDefinition.Rate(1, Duration.ofSeconds(1)));
    assertThat(destination.concurrency()).isEqualTo(4);
    assertThat(silent.retrySchedule()).isNull();
    assertThat(silent.rate()).isNull();
    assertThat(silent.concurrency()).isNull();
  }

  @Test
  void a_name_defined_twice_names_the_first_place() {
    read("event: e\n---\ndestination: e\ntype: inbox\n---\nevent: e\n");

    assertThat(said())
        .containsExactly(
            "w.yaml:6:1: the event \"e\" is defined already, at w.yaml:1:1; rename or remove one");
  }

  @Test
  void a_destination_that_is_broken_itself_is_not_also_reported_as_missing() {
    read("destination: d\ntype: slack\n---\npipeline: p\nmatch: a\ndestinations: [ { to: d } ]\n");

    assertThat(said()).singleElement().asString().contains("\"token\" is missing");
  }

  @Test
  void a_destination_is_not_missed_when_it_may_stand_in_a_broken_document() {
    read("destination: [\n---\npipeline: p\nmatch: a\ndestinations: [ { to: d } ]\n");

    assertThat(said()).singleElement().asString().contains("not valid YAML");
  }

  @Test
  void a_match_that_is_nearly_a_declared_type_is_warned_about() {
    read("event: usage.limit_reached\n---\npipeline: p\nmatch: [usage.limit_reachd, other]\n");

    assertThat(said())
        .containsExactly(
            "w.yaml:3:1: warning: the event type \"usage.limit_reachd\" is not declared; did you mean \"usage.limit_reached\"?");
  }

  @Test
  void what_is_kept_of_a_definition_holds_no_secret() {
    Definitions definitions =
        read(
            """
            destination: a
            type: slack
            config: { token: s3cret-in-the-file }
            ---
            destination: b
            type: slack
            config: { token: { env: SLACK_BOT_TOKEN } }
            ---
            destination: c
            type: slack
            config: { token: s3cret-in-the-file }
            ---
            destination: d
            type: slack
            config: { token: another-secret }
            """);

    List<String> kept =
        definitions.destinations().stream().map(it -> Json.write(it.body())).toList();
    assertThat(kept).noneMatch(it -> it.contains("s3cret") || it.contains("another-s"));
    assertThat(kept).noneMatch(it -> it.contains("xoxb-1"));
    assertThat(kept.get(1)).contains("{\"env\":\"SLACK_BOT_TOKEN\"}");
    assertThat(kept.get(0)).isEqualTo(kept.get(2).replace("\"c\"", "\"a\""));
    assertThat(kept.get(0)).isNotEqualTo(kept.get(3).replace("\"d\"", "\"a\""));
    assertThat(said()).hasSize(3).allMatch(it -> it.contains("warning: a secret in plain text"));
    assertThat(
            definitions
                .destinations()
                .getFirst()
                .definition()
                .config()
                .get(SmallCatalog.TOKEN)
                .reveal())
        .isEqualTo("s3cret-in-the-file");
  }
}
