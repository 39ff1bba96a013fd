package io.ingestlayer.expression;

import static io.ingestlayer.expression.Samples.evaluate;
import static io.ingestlayer.expression.Samples.scope;
import static io.ingestlayer.expression.Samples.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What expressions mean beyond the examples of `docs/language.md`, which are tests too.
class ExpressionTest {
  private static final Scope SCOPE =
      scope(
          """
          {"n": 5, "s": "a", "t": true, "f": false, "z": null, "list": [1, "a", null, [2]],
           "o": {"k": {"d": 1}, "in": 3}, "numeral": "5", "big": 9007199254740993,
           "type": "hidden", "exact": 1.50, "huge": 1e400, "tiny": 1e-400, "": 1, "a.b": 2}
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true or false and false                   | true",
        "(true or false) and false                 | false",
        "not false and false                       | false",
        "not (false and false)                     | true",
        "! $event.n == 5                           | false",
        "not not true                              | true",
        "1 + 2 * 3                                 | 7",
        "(1 + 2) * 3                               | 9",
        "10 - 4 - 3                                | 3",
        "100 / 10 / 5                              | 2",
        "2 * 7 % 4                                 | 2",
        "-2 + 5                                    | 3",
        "- - 2                                     | 2",
        "-$event.n * 2                             | -10",
        "$event.n -1                               | 4",
        "1 + 1 == 2                                | true",
        "1 < 2 == true                             | refused",
        "$event.nope ?? 1 + 1                      | 2",
        "$event.nope ?? 1 == 1                     | true",
        "$event.nope ?? null ?? 3                  | 3",
        "true ? 1 : false ? 2 : 3                  | 1",
        "false ? 1 : false ? 2 : 3                 | 3",
        "true ? false ? 1 : 2 : 3                  | 2",
        "$event.n > 4 ? \"many\" : \"few\"         | \"many\"",
        "$event.z ?? \"x\" + \"y\"                 | \"xy\"",
        "1 in [1] and 2 not in [1]                 | true",
        "$event.t&&!$event.f                       | true",
        "`$event.f||$event.t`                      | true",
      })
  void operators_bind_as_the_grammar_says(String expression, String expected) {
    assertThat(answer(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0.1 + 0.2                                 | 0.3",
        "0.1 + 0.2 == 0.3                          | true",
        "$event.big                                | 9007199254740993",
        "$event.big == 9007199254740992            | false",
        "$event.big + 0                            | 9007199254740993",
        "1 / 3                                     | 0.3333333333333333333333333333333333",
        "10 / 4                                    | 2.5",
        "$event.exact                              | 1.50",
        "$event.exact * 1                          | 1.5",
        "$event.exact == 1.5                       | true",
        "1.0 == 1                                  | true",
        "-0 == 0                                   | true",
        "1e2 + 0                                   | 100",
        "0.0000001 * 1                             | 0.0000001",
        "1000000 * 1000000                         | 1000000000000",
        "7 % 3                                     | 1",
        "-7 % 3                                    | -1",
        "7.5 % 2                                   | 1.5",
        "1 / 0                                     | absent",
        "1 % 0                                     | absent",
        "0 / 5                                     | 0",
        "$event.huge > $event.big                  | true",
        "$event.huge * 1                           | 1E+400",
        "$event.huge * $event.huge * $event.huge   | absent",
        "$event.huge - $event.huge                 | 0",
        "$event.tiny < 0.1                         | true",
        "$event.huge / $event.tiny                 | 1E+800",
        "\"5\" + 1                                 | absent",
        "5 + \"1\"                                 | absent",
        "$event.nope + 1                           | absent",
        "1 - $event.z                              | absent",
        "[1] + [2]                                 | absent",
        "\"a\" - \"b\"                             | absent",
        "-\"a\"                                    | absent",
        "true + 1                                  | absent",
      })
  void numbers_are_exact_decimals(String expression, String expected) {
    assertThat(answer(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$event.nope == $event.nada                | true",
        "$event.nope == null                       | true",
        "$event.z == null                          | true",
        "$event.z == $event.nope                   | true",
        "$event.nope == false                      | false",
        "$event.nope == \"\"                       | false",
        "$event.nope != \"free\"                   | true",
        "$event.nope != null                       | false",
        "\"5\" == 5                                | false",
        "\"5\" != 5                                | true",
        "$event.n = 5                              | true",
        "true == true                              | true",
        "[1, [2.0]] == [1.0, [2]]                  | true",
        "{a: 1, b: 2} == {b: 2.0, a: 1}            | true",
        "{a: 1} == {a: 1, b: 2}                    | false",
        "$event.nope < 1                           | false",
        "$event.nope >= 1                          | false",
        "1 < $event.z                              | false",
        "$event.numeral >= 1                       | false",
        "number($event.numeral) >= 1               | true",
        "true < false                              | false",
        "[1] < [2]                                 | false",
        "\"a\" < \"b\"                             | true",
        "\"B\" < \"a\"                             | true",
        "\"a\" < \"ab\"                            | true",
        "\"\" < \"a\"                              | true",
        "\"\uFFFF\" < \"😀\"                       | true",
        "\"😀\" > \"\uFFFF\"                       | true",
        "\"x😀\" < \"x😁\"                         | true",
        "\"😀\" > \"\\ud83d\uFFFF\"                 | true",
        "\"2026-03-01\" > \"2026-02-28\"           | true",
        "1 in $event.list                          | true",
        "\"1\" in $event.list                      | false",
        "null in $event.list                       | true",
        "$event.nope in $event.list                | true",
        "[2] in $event.list                        | true",
        "1 in $event.nope                          | false",
        "1 not in $event.nope                      | true",
        "1 in \"1\"                                | false",
        "1 not in 1                                | true",
        "\"abc\" contains \"b\"                    | true",
        "\"abc\" contains \"\"                     | true",
        "\"abc\" contains 1                        | false",
        "$event.list contains \"a\"                | true",
        "$event.list contains 2                    | false",
        "$event.nope contains \"a\"                | false",
        "$event.o contains \"k\"                   | false",
        "\"order.created\" matches \"^order\\.\"   | true",
        "\"order.created\" matches '^order$'       | false",
        "\"a1b\" matches '\\d'                     | true",
        "\"A\" matches '(?i)a'                     | true",
        "5 matches '5'                             | false",
        "$event.nope matches ''                    | false",
      })
  void comparisons_have_an_answer_for_everything(String expression, String expected) {
    assertThat(answer(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$event.o.k.d                              | 1",
        "$event.o[\"k\"]['d']                      | 1",
        "$event.o.in                               | 3",
        "$event.payload.o.k.d                      | 1",
        "$event.list[0]                            | 1",
        "$event.list[-1][0]                        | 2",
        "$event.list[9]                            | absent",
        "$event.list[-9]                           | absent",
        "$event.list[0.5]                          | absent",
        "$event.list[1e300]                        | absent",
        "$event.list[$event.n - 4]                 | \"a\"",
        "$event.o[$event.s]                        | absent",
        "$event[$event.s + \"\"]                   | absent",
        "$event[\"n\"]                             | 5",
        "$event[\"\"]                              | 1",
        "$event[\"a.b\"]                           | 2",
        "$event[lower(\"N\")]                      | 5",
        "$event[lower(\"TYPE\")]                   | \"order.created\"",
        "$event[0]                                 | absent",
        "$event.s.length                           | absent",
        "$event.s[0]                               | absent",
        "$event.nope.deep.deeper[3]                | absent",
        "$event.type                               | \"order.created\"",
        "$event.payload.type                       | \"hidden\"",
        "$event.source_id                          | \"checkout\"",
        "$event.received_at                        | \"2026-03-01T10:00:00.250Z\"",
        "$event.occurred_at                        | \"2026-03-01T09:59:58.000Z\"",
        "starts_with($event.id, \"evt_\")          | true",
        "keys($event)                              | [\"id\",\"type\",\"source_id\",\"received_at\",\"occurred_at\",\"payload\"]",
        "$entity.user.plan                         | absent",
        "$summarize                                | absent",
        "[1, $event.nope, {a: $event.nope}]        | [1,null,{\"a\":null}]",
        "{}                                        | {}",
        "[ ]                                       | []",
        "[1, 2, ]                                  | [1,2]",
        "{ id: $event.n, \"a-b\": 'x', and: 1, }   | {\"id\":5,\"a-b\":\"x\",\"and\":1}",
        "[1, 2][1]                                 | 2",
        "{a: {b: 1}}.a.b                           | 1",
        "(\"a\")                                   | \"a\"",
        "'it''s'                                   | refused",
        "'it\\'s \\\"\\u0041\\n\\\\'               | \"it's \\\"A\\n\\\\\"",
      })
  void paths_and_literals_are_read(String expression, String expected) {
    assertThat(answer(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$event.t                                  | true",
        "$event.f                                  | false",
        "$event.nope                               | false",
        "$event.z                                  | false",
        "$event.n                                  | false",
        "\"true\"                                  | false",
        "[true]                                    | false",
        "not $event.nope                           | true",
        "not $event.n                              | true",
        "$event.nope or $event.t                   | true",
        "$event.n and $event.t                     | false",
        "$event.n ? true : false                   | false",
      })
  void only_true_counts_as_true(String expression, boolean expected) {
    assertThat(Expression.parse(expression).test(SCOPE, Notes.none())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$event",
        "now()",
        "{{7*7}}",
        "${jndi:ldap://x}",
        "<%= %>",
        "$event.secret",
        "\\$event",
        "' or true"
      })
  void what_an_event_says_is_never_read_as_an_expression(String hostile) {
    Scope scope =
        Scope.of(
            Samples.event(
                Json.write(Value.object().put("x", hostile).put("secret", "s3cr3t").build())),
            Samples.NOW);

    assertThat(evaluate("$event.x", scope)).isEqualTo(Value.of(hostile));
    assertThat(evaluate("$event.x + ''", scope)).isEqualTo(Value.of(hostile));
    assertThat(TextTemplate.parse("{{ $event.x }} $event.x").render(scope, Notes.none()))
        .isEqualTo(hostile + " " + hostile);
    assertThat(
            ValueTemplate.of(Samples.value("{\"a\":[\"$event.x\"]}")).evaluate(scope, Notes.none()))
        .isEqualTo(Value.object().put("a", Value.array(List.of(Value.of(hostile)))).build());
  }

  @Test
  void now_is_the_time_of_the_decision_and_nothing_else() {
    Expression expression = Expression.parse("now()");

    assertThat(expression.evaluate(SCOPE, Notes.none()))
        .isEqualTo(expression.evaluate(SCOPE, Notes.none()))
        .isEqualTo(Value.of("2026-03-01T10:00:01.000Z"));
  }

  @Test
  void says_what_it_reads() {
    Expression expression =
        Expression.parse(
            "$event.plan == 'x' and $event.items[0].sku in $entity.user[\"a-b\"] or $context[$event.k].z");

    assertThat(expression.roots()).containsExactly("event", "entity", "context");
    assertThat(expression.paths())
        .containsExactly(
            "$event.plan", "$event.items[0].sku", "$entity.user[\"a-b\"]", "$event.k", "$context");
    assertThat(expression.isConstant()).isFalse();
    assertThat(Expression.parse("1 + 1").isConstant()).isTrue();
    assertThat(Expression.parse("now()").isConstant()).isFalse();
  }

  private static String answer(String expression) {
    try {
      return shown(evaluate(expression, SCOPE));
    } catch (ExpressionException e) {
      return "refused";
    }
  }
}
