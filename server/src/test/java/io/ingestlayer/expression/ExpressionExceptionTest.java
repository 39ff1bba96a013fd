package io.ingestlayer.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionExceptionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '§',
      nullValues = "-",
      value = {
        "$evnt.plan                  ; 0  ; `$event`",
        "$event.a == $entty.b        ; 12 ; `$entity`",
        "$plan                       ; 0  ; `$event.plan`",
        "lowr($event.x)              ; 0  ; `lower(…)`",
        "startswith($event.x, 'a')   ; 0  ; `starts_with(…)`",
        "frobnicate(1)               ; 0  ; -",
        "round()                     ; 0  ; `round(number, digits)`",
        "round(1, 2, 3)              ; 0  ; `round(number, digits)`",
        "$event.plan === 'a'         ; 12 ; `==`",
        "$event.plan <> 'a'          ; 12 ; `!=`",
        "$event.n => 1               ; 9  ; `>=`",
        "$event.a & $event.b         ; 9  ; `and`",
        "$event.a | $event.b         ; 9  ; `or`",
        "$event.a AND $event.b       ; 9  ; an operator before it, or `{{ … }}` around the expression in a text",
        "True                        ; 0  ; `true`",
        "None                        ; 0  ; `null`",
        "event.plan == 'a'           ; 0  ; `$event`",
        "$event.plan == free         ; 15 ; `\"free\"` for the text, `$event.free` for the field",
        "$event.plan == “free”       ; 15 ; straight quotes, \"…\" or '…'",
        "$event.plan == \"free       ; 15 ; -",
        "$event.plan ==              ; 14 ; -",
        "$event.plan not contains 'a'; 12 ; `not (a contains b)`",
        "1 < 2 < 3                   ; 6  ; `a < b and b < c`",
        "$event.items.0              ; 13 ; `[0]`",
        "$event.a matches $event.b   ; 17 ; -",
        "$event.a matches '('        ; 17 ; -",
        "$event.a + * 2              ; 11 ; -",
        "(1 + 2                      ; 6  ; -",
        "[1, 2                       ; 5  ; -",
        "{a-b: 1}                    ; 2  ; a name like `\"a-b\"` in quotes",
        "{a: 1, a: 2}                ; 7  ; -",
        "{1: 2}                      ; 1  ; `{ name: value }`",
        "a == !b                     ; 0  ; `\"a\"` for the text, `$event.a` for the field",
        "1 == !true                  ; 5  ; parentheses around it",
        "$event.a ? 1                ; 12 ; -",
        "007                         ; 0  ; \"007\" in quotes, or without it",
        "5kg                         ; 0  ; \"5k…\" in quotes",
        "1e401                       ; 0  ; -",
        "$                           ; 0  ; `$event.name`, or `\\$` for the sign in a text",
        "'\\u12'                     ; 5  ; -",
        "$event.n # a                ; 9  ; -",
        "and true                    ; 0  ; -",
        "money(5, 'XXQ')             ; 0  ; -",
        "add(now(), '7 days')        ; 0  ; -",
        "diff(now(), now(), 'eons')  ; 0  ; -",
        "format_date(now(), 'bbb')   ; 0  ; -",
        "format_date(now(), 'y', 'M'); 0  ; -",
        "§§                          ; 0  ; -",
        "$event.name signed up       ; 12 ; an operator before it, or `{{ … }}` around the expression in a text",
      })
  void names_the_place_and_what_was_probably_meant(String source, int position, String suggestion) {
    ExpressionException refused = refusal(source);

    assertThat(refused).isNotNull();
    assertThat(refused.position()).isEqualTo(position);
    assertThat(refused.suggestion()).isEqualTo(suggestion);
    assertThat(refused.problem()).isNotBlank();
    assertThat(refused.source()).isEqualTo(source);
  }

  @Test
  void reads_as_a_sentence() {
    assertThat(refusal("$evnt.plan == 'a'"))
        .hasMessage("there is no `$evnt`, at `$evnt.plan == 'a'`; write `$event`");
    assertThat(refusal("$event.a ==")).hasMessage("a value is missing, at the end");
  }

  @Test
  void a_pattern_from_an_event_is_refused_when_the_definition_is_loaded() {
    assertThat(refusal("'a' matches $event.pattern").problem()).contains("a string in quotes");
    assertThat(refusal("'a' matches 'a' + 'b'").problem()).contains("a string in quotes");
  }

  private static ExpressionException refusal(String source) {
    return catchThrowableOfType(ExpressionException.class, () -> Expression.parse(source));
  }
}
