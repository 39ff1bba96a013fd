package io.ingestlayer.expression;

import static io.ingestlayer.expression.Samples.evaluate;
import static io.ingestlayer.expression.Samples.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.event.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundsTest {
  private static final String LONG = "x".repeat(128 * 1024);
  private static final Scope SCOPE =
      scope("{\"long\":\"" + LONG + "\",\"as\":\"" + "a".repeat(50_000) + "!\",\"list\":[1,2,3]}");

  @Test
  void a_source_has_at_most_8_kib() {
    String fits = "1" + "+1".repeat(4_095) + " ";

    assertThat(evaluate(fits, SCOPE)).isEqualTo(Value.of(4_096));
    refused(fits + " ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(%s1)",
        "[%s1]",
        "{a: %s1}",
        "-%s1",
        "not %s1",
        "abs(%s1)",
        "true ? 1 : %s1",
        "[1][%s0]"
      })
  void nesting_is_64_deep_and_no_deeper(String shape) {
    String[] halves = shape.split("%s");
    String open = halves[0];
    String inner = halves[1].substring(0, 1);
    String close = halves[1].substring(1);

    Expression deepest = Expression.parse(open.repeat(64) + inner + close.repeat(64));
    deepest.evaluate(SCOPE, Notes.none());

    refused(open.repeat(65) + inner + close.repeat(65));
    refused(open.repeat(8_000 / open.length()));
  }

  @Test
  void a_path_has_at_most_64_steps() {
    assertThat(evaluate("$event" + ".a".repeat(64), SCOPE)).isEqualTo(Value.Absent.ABSENT);
    refused("$event" + ".a".repeat(65));
  }

  @Test
  void a_long_row_of_operators_is_not_deep() {
    assertThat(evaluate("true" + " and true".repeat(900), SCOPE)).isEqualTo(Value.Bool.TRUE);
    assertThat(evaluate("null" + " ?? null".repeat(900) + "?? 1", SCOPE)).isEqualTo(Value.of(1));
    assertThat(evaluate("''" + " + 'ab'".repeat(1_000), SCOPE))
        .isEqualTo(Value.of("ab".repeat(1_000)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$event.long + $event.long + 'x'",
        "replace($event.long, 'x', 'xxx')",
        "join([$event.long, $event.long], ',')",
        "json([$event.long, $event.long])",
        "string([$event.long, $event.long])",
        "[$event.long, $event.long, 1]",
        "{a: $event, b: $event, c: $event}",
        "split($event.long, 'x')",
        "upper(replace($event.long, 'x', 'ßßß'))",
        "hash([$event.long, $event.long])",
      })
  void a_result_that_is_too_large_is_absent_and_noted(String expression) {
    Notes notes = new Notes();

    Value result = Expression.parse(expression).evaluate(SCOPE, notes);

    assertThat(result).isEqualTo(Value.Absent.ABSENT);
    assertThat(notes.remarks()).singleElement().asString().contains("left out");
  }

  @Test
  void a_result_that_just_fits_is_kept() {
    assertThat(evaluate("length($event.long + $event.long)", SCOPE))
        .isEqualTo(Value.of(256 * 1024));
    assertThat(evaluate("[$event.long]", SCOPE).get(0)).isEqualTo(Value.of(LONG));
  }

  @Test
  void a_text_that_grows_too_large_is_left_empty() {
    Notes notes = new Notes();

    String text = TextTemplate.parse("$event.long $event.long $event.long").render(SCOPE, notes);

    assertThat(text).isEmpty();
    assertThat(notes.remarks()).hasSize(1);
  }

  @Test
  void a_template_result_is_not_deeper_than_it_may_be() {
    Scope deep = scope("{\"a\":" + "[".repeat(63) + "1" + "]".repeat(63) + "}");
    Value made = evaluate("[".repeat(64) + "$event.a" + "]".repeat(64), deep);
    Scope deeper = deep.withContext(Value.object().put("a", made).build());

    assertThat(evaluate("[$context.a]", deeper).isPresent()).isTrue();
    assertThat(evaluate("[[$context.a]]", deeper).isPresent()).isFalse();
  }

  @Test
  @Timeout(30)
  void patterns_that_burn_others_are_linear_here() {
    assertThat(evaluate("$event.as matches '(a+)+$'", SCOPE)).isEqualTo(Value.Bool.FALSE);
    assertThat(evaluate("$event.as matches '^(a|a)*$'", SCOPE)).isEqualTo(Value.Bool.FALSE);
    assertThat(evaluate("$event.as matches '(a*)*b'", SCOPE)).isEqualTo(Value.Bool.FALSE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{100}){100}){10}",
        "(((a{100}){100}){100}){100}",
        "a{3000}",
        "(?:(?:a{10}){10}){100}",
        "((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9})",
        "(a{9}b{9}){200,}"
      })
  void patterns_that_are_short_and_huge_are_refused(String pattern) {
    assertThatThrownBy(() -> Expression.parse("$event.as matches '" + pattern + "'"))
        .isInstanceOf(ExpressionException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}",
        "a{1,500}",
        "[{}]{2}",
        "\\{\\d{3}\\}",
        "x{,5}"
      })
  void patterns_that_people_write_are_taken(String pattern) {
    Expression.parse("$event.as matches '" + pattern + "'").evaluate(SCOPE, Notes.none());
  }

  @Test
  void a_pattern_has_at_most_1000_characters() {
    Expression.parse("'a' matches '" + "a".repeat(1_000) + "'");
    refused("'a' matches '" + "a".repeat(1_001) + "'");
  }

  @Test
  @Timeout(30)
  void numbers_never_grow_without_end() {
    String product = "9".repeat(99) + (" * " + "9".repeat(99)).repeat(60);

    assertThat(evaluate(product, SCOPE)).isEqualTo(Value.Absent.ABSENT);
    assertThat(evaluate("round(1e400, 100) > 0", SCOPE)).isEqualTo(Value.Bool.TRUE);
    assertThat(evaluate("1e400 % 1e-400", SCOPE)).isEqualTo(Value.of(0));
    assertThat(evaluate("number('1e1000000000')", SCOPE)).isEqualTo(Value.Absent.ABSENT);
    assertThat(evaluate("number('" + "9".repeat(500) + "')", SCOPE)).isEqualTo(Value.Absent.ABSENT);
  }

  @Test
  @Timeout(30)
  void strings_of_an_event_never_cost_the_product_of_their_lengths() {
    String as = "a".repeat(60_000);
    Scope hostile =
        scope(
            "{\"a\":\""
                + as
                + as
                + "\",\"b\":\""
                + as
                + "b\",\"s\":\""
                + "ßİ".repeat(60_000)
                + "\"}");

    for (int times = 0; times < 50; times++) {
      assertThat(evaluate("$event.a contains $event.b", hostile)).isEqualTo(Value.Bool.FALSE);
      assertThat(evaluate("count(split($event.a, $event.b))", hostile)).isEqualTo(Value.of(1));
      assertThat(evaluate("replace($event.a, $event.b, '') == $event.a", hostile))
          .isEqualTo(Value.Bool.TRUE);
      assertThat(evaluate("upper($event.s) == lower($event.s)", hostile))
          .isEqualTo(Value.Bool.FALSE);
    }
  }

  private static void refused(String source) {
    assertThatThrownBy(() -> Expression.parse(source)).isInstanceOf(ExpressionException.class);
  }
}
