package io.ingestlayer.component;

import static io.ingestlayer.component.FieldTypes.BOOLEAN;
import static io.ingestlayer.component.FieldTypes.CONDITION;
import static io.ingestlayer.component.FieldTypes.DURATION;
import static io.ingestlayer.component.FieldTypes.EXPRESSION;
import static io.ingestlayer.component.FieldTypes.SECRET;
import static io.ingestlayer.component.FieldTypes.STEPS;
import static io.ingestlayer.component.FieldTypes.TEXT;
import static io.ingestlayer.component.FieldTypes.TEXT_TEMPLATE;
import static io.ingestlayer.component.FieldTypes.URL;
import static io.ingestlayer.component.FieldTypes.VALUE_TEMPLATE;
import static io.ingestlayer.component.FieldTypes.choice;
import static io.ingestlayer.component.FieldTypes.integer;
import static io.ingestlayer.component.FieldTypes.listOf;
import static io.ingestlayer.component.FieldTypes.mapOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.ValueTemplate;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTypesTest {
  private static final Location HERE = new Location("a.yaml", 3, 7);

  private final Problems problems = new Problems();
  private final ConfigReader reader =
      new ConfigReader(
          problems,
          new TestCatalog(),
          Map.of(
                  "TOKEN",
                  "xoxb-1",
                  "EMPTY",
                  "  ",
                  "HOOK",
                  "https://h.example/x",
                  "LONG_HOOK",
                  "https://h.example/hunter2hunter2hunter2")
              ::get,
          Map.of("/run/secrets/token", "from-file\n")::get);

  private <T> @Nullable T read(FieldType<T> type, String json) {
    return type.read(Node.of(Json.parse(json, JsonLimits.EVENT), HERE), reader);
  }

  private <T> T taken(FieldType<T> type, String json) {
    T value = read(type, json);
    assertThat(problems.all()).isEmpty();
    return Objects.requireNonNull(value);
  }

  private Problem refused(FieldType<?> type, String json) {
    Object value = read(type, json);
    assertThat(value).isNull();
    assertThat(problems.errorCount()).isEqualTo(1);
    assertThat(problems.all().getFirst().at()).isEqualTo(HERE);
    return problems.all().getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "5m, PT5M",
    "24h, PT24H",
    "35d, PT840H",
    "400d, PT9600H",
    "90m, PT90M"
  })
  void a_duration_is_a_number_and_a_unit(String text, Duration expected) {
    assertThat(taken(DURATION, "\"" + text + "\"")).isEqualTo(expected);
    assertThat(DurationText.parse(DurationText.write(expected))).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\"5\"",
        "5",
        "\"m\"",
        "\"5 m\"",
        "\"-5m\"",
        "\"1.5h\"",
        "\"5M\"",
        "\"1h30m\"",
        "\"99999999999s\"",
        "null",
        "[]",
        "{}",
        "true",
        "\"٣m\""
      })
  void what_is_no_duration_is_refused_with_examples(String json) {
    assertThat(refused(DURATION, json).message()).contains("30s, 5m, 24h or 35d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"0s\"", "\"401d\"", "\"9999999999d\""})
  void a_duration_has_bounds(String json) {
    assertThat(refused(DURATION, json).code()).isEqualTo("out_of_range");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "64, 64", "1e1, 10", "2.0, 2"})
  void an_integer_is_a_whole_number_within_bounds(String json, int expected) {
    assertThat(taken(integer(1, 64), json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65", "1.5", "\"5\"", "null", "true", "1e400", "1e-400", "[]", "-3"})
  void what_is_no_integer_within_bounds_is_refused(String json) {
    assertThat(refused(integer(1, 64), json).message()).contains("a whole number from 1 to 64");
  }

  @Test
  void text_takes_a_number_as_it_was_written() {
    assertThat(taken(TEXT, "-1001234567890123")).isEqualTo("-1001234567890123");
    assertThat(taken(TEXT, "1.0")).isEqualTo("1.0");
    assertThat(taken(TEXT, "\"#alerts\"")).isEqualTo("#alerts");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "{\"a\":1}"})
  void text_is_a_single_value(String json) {
    assertThat(refused(TEXT, json).code()).isEqualTo("wrong_type");
  }

  @Test
  void a_boolean_is_true_or_false_and_nothing_else() {
    assertThat(taken(BOOLEAN, "true")).isTrue();

    assertThat(refused(BOOLEAN, "\"yes\"").message())
        .isEqualTo("expected true or false, found \"yes\"");
  }

  @Test
  void a_choice_suggests_the_nearest_name() {
    assertThat(taken(choice("drop", "delay"), "\"delay\"")).isEqualTo("delay");

    assertThat(refused(choice("drop", "delay"), "\"dealy\"").message())
        .isEqualTo("unknown value \"dealy\"; did you mean \"delay\"?");
  }

  @Test
  void a_secret_comes_from_the_environment_or_a_file() {
    assertThat(taken(SECRET, "{\"env\": \"TOKEN\"}").reveal()).isEqualTo("xoxb-1");
    assertThat(taken(SECRET, "{\"file\": \"/run/secrets/token\"}").reveal()).isEqualTo("from-file");
    assertThat(reader.plainSecrets()).isEmpty();
  }

  @Test
  void a_secret_in_plain_text_is_taken_and_noted() {
    Node.Scalar node = (Node.Scalar) Node.of(Json.parse("\"s3cret\"", JsonLimits.EVENT), HERE);

    Secret secret = SECRET.read(node, reader);

    assertThat(Objects.requireNonNull(secret).reveal()).isEqualTo("s3cret");
    assertThat(reader.plainSecrets()).containsExactly(node);
    assertThat(secret).hasToString("***");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"env\": \"SLACK_BOT_TOKEN\"} | the environment variable SLACK_BOT_TOKEN is not set",
        "{\"env\": \"EMPTY\"} | the environment variable EMPTY is empty",
        "{\"file\": \"/nowhere\"} | the file /nowhere cannot be read",
        "{\"env\": \"A-B\"} | the name of an environment variable",
        "{\"env\": null} | the name of an environment variable",
        "{\"enw\": \"TOKEN\"} | did you mean \"env\"?",
        "{} | exactly one of",
        "{\"env\": \"TOKEN\", \"file\": \"x\"} | exactly one of",
        "\"\" | the secret is empty",
        "null | the secret is empty",
        "[] | { env: NAME }, { file: path } or { secret: NAME }"
      })
  void a_secret_that_cannot_be_had_says_what_to_do(String json, String said) {
    assertThat(refused(SECRET, json).message()).contains(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"env", "file", "secret"})
  void a_secret_in_the_place_of_its_name_is_not_repeated(String kind) {
    String pasted = "hunter2 " + "x".repeat(5_000);

    Problem problem = refused(SECRET, "{\"" + kind + "\": \"" + pasted + "\"}");

    assertThat(problem.message()).startsWith("expected ").doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xoxb-2048123456-4096123456-AbCdEfGhIjKl",
        "ntn_f00123456789abcdefABCDEF",
        "sk_live_51HqLyjWDarjtT1zdp7dc",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "AbCdEfGhIjKlMnOpQrStUvWxYz",
        "e3b0c44298fc1c149afbf4c8996fb924"
      })
  void a_token_in_the_place_of_its_name_is_not_repeated(String token) {
    for (String kind : List.of("env", "file", "secret")) {
      String message =
          new FieldTypesTest().refused(SECRET, "{\"%s\": \"%s\"}".formatted(kind, token)).message();

      assertThat(message).doesNotContain(token);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SLACK_BOT_TOKEN",
        "warehouse.url",
        "slack-eu-west-1",
        "STRIPE_KEY_2026",
        "slackToken"
      })
  void a_name_that_nothing_is_kept_under_is_repeated(String name) {
    assertThat(refused(SECRET, "{\"secret\": \"" + name + "\"}").message())
        .isEqualTo(
            "there is no secret %s; set it with: ingestlayer secrets set %s".formatted(name, name));
  }

  @Test
  void a_url_is_an_address_for_http_also_by_reference() {
    assertThat(taken(URL, "\"https://example.com/a?b=c\""))
        .isEqualTo(URI.create("https://example.com/a?b=c"));
    assertThat(taken(URL, "\"http://127.0.0.1:8080/api\"")).hasHost("127.0.0.1");
    assertThat(taken(URL, "{\"env\": \"HOOK\"}")).hasHost("h.example");
  }

  @ParameterizedTest
  @CsvSource({
    "https://bücher.example/a?b=c, https://xn--bcher-kva.example/a?b=c",
    "https://BÜCHER.example:8443, https://xn--bcher-kva.example:8443",
    "https://例え。テスト/, https://xn--r8jz45g.xn--zckzah/",
    "http://①②⑦.⓪.⓪.①/x, http://127.0.0.1/x",
    "http://１２７。０。０。１:8080/x, http://127.0.0.1:8080/x",
    "http://ⓛocalhost/, http://localhost/"
  })
  void the_host_of_a_url_is_in_ascii_from_the_first_and_that_is_said(String text, URI expected) {
    assertThat(read(URL, "\"" + text + "\"")).isEqualTo(expected);
    assertThat(problems.all())
        .singleElement()
        .matches(it -> it.code().equals("ascii_host"))
        .matches(it -> it.message().contains(expected.getHost()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://straße.example/",
        "https://a\u200db.example/",
        "https://public.example／.evil.example/",
        "https://public.example＠evil.example/",
        "https://public.example：80.evil.example/",
        "https://⒈example/",
        "https://℀.example/",
        "https://b%C3%BCcher.example/",
        "https://bü%2fcher.example/",
        "https://[：：1]/",
        "https://①②⑦.①/",
        "https://ü_hunter2.example/",
        "https://ü..example/"
      })
  void a_host_that_could_be_read_in_two_ways_is_refused(String text) {
    Problem problem = refused(URL, "\"" + text + "\"");

    assertThat(problem.code()).isEqualTo("invalid_url");
    assertThat(problem.message()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user:hunter2@example.com",
        "hunter2@example.com",
        "u:p@ss@example.com",
        "ü:hunter2@bücher.example"
      })
  void a_url_with_a_password_says_where_it_goes(String authority) {
    assertThat(refused(URL, "\"https://" + authority + "/\"").message())
        .contains("auth: { basic: { user: NAME, password: { secret: NAME } } }")
        .doesNotContain("hunter2", "p@ss");
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.com/hooks/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX, true",
    "https://example.com/in?token=hunter2hunter2, true",
    "https://example.com/in?hunter2hunter2, true",
    "https://example.com/v1/events?wait=true, false",
    "https://a-very-long-name-of-a-host.example.com/hooks/in, false"
  })
  void a_url_that_may_hold_a_token_is_noted_as_a_secret_in_plain_text(String text, boolean noted) {
    assertThat(taken(URL, "\"" + text + "\"")).isEqualTo(URI.create(text));

    assertThat(reader.plainSecrets()).hasSize(noted ? 1 : 0);
  }

  @Test
  void a_url_by_reference_is_no_secret_in_plain_text() {
    assertThat(taken(URL, "{\"env\": \"LONG_HOOK\"}")).hasHost("h.example");

    assertThat(reader.plainSecrets()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"example.com/hook\"",
        "\"ftp://example.com\"",
        "\"https:///x\"",
        "\"https://example.com/#hunter2\"",
        "\"https://exa mple.com/hunter2\"",
        "\"\"",
        "5"
      })
  void a_url_that_is_none_is_refused_without_repeating_it(String json) {
    Problem problem = refused(URL, json);

    assertThat(problem.code()).isEqualTo("invalid_url");
    assertThat(problem.message()).doesNotContain("hunter2");
  }

  @Test
  void a_list_of_one_may_stand_without_brackets() {
    assertThat(taken(listOf(TEXT), "\"a\"")).containsExactly("a");
    assertThat(taken(listOf(TEXT), "[\"a\", \"b\"]")).containsExactly("a", "b");
    assertThat(taken(listOf(TEXT), "[]")).isEmpty();
  }

  @Test
  void every_wrong_element_of_a_list_is_reported() {
    List<Integer> values = read(listOf(integer(1, 5)), "[1, 9, 2, \"x\"]");

    assertThat(values).isNull();
    assertThat(problems.errorCount()).isEqualTo(2);
  }

  @Test
  void a_mapping_keeps_the_order_of_the_file() {
    assertThat(taken(mapOf(TEXT), "{\"z\": \"1\", \"a\": \"2\", \"m\": \"3\"}").keySet())
        .containsExactly("z", "a", "m");
  }

  @Test
  void steps_know_their_place_in_the_document() {
    List<Step> steps =
        taken(
            STEPS,
            """
            [{"set": {"a": "1"}},
             {"branch": [{"steps": [{"set": {"b": "2"}}, {"set": {"c": "3"}}]},
                         {"else": true, "steps": []}]}]
            """);

    assertThat(steps).extracting(Step::action).containsExactly("set", "branch");
    assertThat(steps).extracting(Step::path).containsExactly("[0]", "[1]");
    List<Config> arms = steps.get(1).config().get(TestCatalog.ARMS);
    assertThat(arms.get(0).get(TestCatalog.ARM_STEPS))
        .extracting(Step::path)
        .containsExactly("[1].branch[0].steps[0]", "[1].branch[0].steps[1]");
    assertThat(arms.get(1).get(TestCatalog.ELSE)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{\"brnach\": []}] | unknown action \"brnach\"; did you mean \"branch\"?",
        "[{\"frobnicate\": 1}] | known are branch, set",
        "[{\"set\": {}, \"key\": 1}] | a step has one key, the action's name, but this has set, key",
        "[5] | unknown action \"5\"",
        "[[]] | a step such as",
        "[null] | a step such as",
        "{\"set\": {}} | a list of steps",
        "[{\"branch\": [{\"stesp\": []}]}] | did you mean \"steps\"?"
      })
  void a_step_that_is_none_says_what_a_step_is(String json, String said) {
    Object value = read(STEPS, json);

    assertThat(value).isNull();
    assertThat(problems.all()).anyMatch(it -> it.message().contains(said));
  }

  private static final Scope SCOPE =
      Scope.of(
          new Event(
              EventId.parse("evt_01hzk3y5m8e9vr0g5t2c4n7abc"),
              new Offset(0, 0),
              "user.signed_up",
              "sdk",
              Instant.EPOCH,
              Instant.EPOCH,
              Payload.ofText("{\"plan\": \"pro\", \"n\": 5}")),
          Instant.EPOCH);

  @Test
  void an_expression_is_parsed_when_it_is_read() {
    assertThat(taken(EXPRESSION, "\"$event.n + 1\"").evaluate(SCOPE, new Notes()))
        .isEqualTo(Value.of(6));
    assertThat(taken(EXPRESSION, "true").test(SCOPE, new Notes())).isTrue();
    assertThat(taken(EXPRESSION, "5").evaluate(SCOPE, new Notes())).isEqualTo(Value.of(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"$event.n +\"", "\"\"", "\"a ==\"", "\"$evnt.n\"", "null", "[]", "{}"})
  void what_is_no_expression_is_refused_at_its_place(String json) {
    assertThat(refused(EXPRESSION, json).code()).isIn("invalid_expression", "wrong_type");
  }

  @Test
  void a_text_template_is_parsed_when_it_is_read() {
    assertThat(taken(TEXT_TEMPLATE, "\"{{ $event.plan }}: $event.n\"").render(SCOPE, new Notes()))
        .isEqualTo("pro: 5");
    assertThat(taken(TEXT_TEMPLATE, "-100123").render(SCOPE, new Notes())).isEqualTo("-100123");
    assertThat(refused(TEXT_TEMPLATE, "\"{{ $event.plan }\"").code())
        .isEqualTo("invalid_expression");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"$event.plan\" | \"pro\"",
        "\"$event.n\" | 5",
        "\"plan {{ $event.plan }}\" | \"plan pro\"",
        "\"plain\" | \"plain\"",
        "5 | 5",
        "null | null",
        "true | true",
        "[\"$event.n\", 1] | [5,1]",
        "{\"a\": \"$event.plan\", \"b\": {\"c\": [\"x\"]}} | {\"a\":\"pro\",\"b\":{\"c\":[\"x\"]}}",
        "{} | {}",
        "[] | []"
      })
  void a_value_template_has_any_shape(String json, String expected) {
    Value value = taken(VALUE_TEMPLATE, json).evaluate(SCOPE, new Notes());

    assertThat(Json.write(value)).isEqualTo(expected);
  }

  @Test
  void an_error_inside_a_value_template_names_its_own_place() {
    Node broken =
        new Node.Scalar(new Location("a.yaml", 9, 9), "$event.", Value.of("$event."), false);
    Node whole = new Node.Items(HERE, List.of(broken, broken));

    ValueTemplate template = VALUE_TEMPLATE.read(whole, reader);

    assertThat(template).isNull();
    assertThat(problems.all()).hasSize(2).allMatch(it -> it.at().line() == 9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"field\": \"$event.plan\", \"op\": \"in\", \"value\": [\"pro\", \"team\"]} | true",
        "{\"field\": \"$event.plan\", \"op\": \"in\", \"value\": [\"team\"]} | false",
        "{\"field\": \"$event.n\", \"op\": \">\", \"value\": \"4\"} | true",
        "{\"field\": \"$event.plan\", \"op\": \"exists\"} | true",
        "\"$event.n > 4\" | true",
        "\"$event.n > 5\" | false",
        "{\"all\": [\"$event.n > 4\", {\"field\": \"$event.plan\", \"op\": \"==\", \"value\": \"pro\"}]} | true",
        "{\"all\": [\"$event.n > 4\", \"$event.n > 5\"]} | false",
        "{\"any\": [\"$event.n > 4\", \"$event.n > 5\"]} | true",
        "{\"not\": \"$event.n > 4\"} | false",
        "{\"not\": {\"any\": [\"$event.n > 5\"]}} | true",
        "[\"$event.n > 4\", \"$event.n < 6\"] | true",
        "true | true"
      })
  void a_condition_stands_as_data_or_as_an_expression(String json, boolean expected) {
    assertThat(taken(CONDITION, json).test(SCOPE, new Notes())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "5 6",
        "{\"field\": \"$event.n\", \"op\": \"nearly\", \"value\": 1}",
        "{\"feild\": \"$event.n\", \"op\": \"==\", \"value\": 1}",
        "{\"all\": []}",
        "{\"all\": \"$event.n\"}",
        "{\"all\": [{\"any\": [\"$event.n >\"]}]}",
        "{\"not\": null}",
        "[]"
      })
  void what_is_no_condition_is_refused(String json) {
    assertThat(refused(CONDITION, json.equals("5 6") ? "\"5 6\"" : json).code())
        .isIn("invalid_expression", "wrong_type");
  }
}
