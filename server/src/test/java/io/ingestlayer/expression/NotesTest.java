package io.ingestlayer.expression;

import static io.ingestlayer.expression.Samples.scope;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotesTest {
  private static final Scope SCOPE =
      scope("{\"n\": 5, \"s\": \"a\", \"z\": null, \"list\": [1], \"t\": true}");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '§',
      nullValues = "-",
      value = {
        "$event.n > $event.limit            ; `$event.limit` is absent",
        "$event.limit > $event.max          ; `$event.limit` is absent",
        "$event.n / $event.limit >= 0.8     ; `$event.limit` is absent",
        "$event.z > 1                       ; `$event.z` is null",
        "$event.s > 1                       ; `$event.s` is a string, not a number",
        "1 < $event.s                       ; `$event.s` is a string, not a number",
        "$event.list > 1                    ; `$event.list` is an array, not a number or a string",
        "$event.plan == \"free\"            ; `$event.plan` is absent",
        "$event.plan != \"free\"            ; `$event.plan` is absent",
        "$event.plan == null                ; -",
        "$event.z != null                   ; -",
        "\"5\" == 5                         ; -",
        "$event.n == 6                      ; -",
        "$event.x in [1]                    ; `$event.x` is absent",
        "1 in $event.x                      ; `$event.x` is absent",
        "1 in $event.s                      ; `$event.s` is a string, not an array",
        "$event.x contains 'a'              ; `$event.x` is absent",
        "$event.n contains 'a'              ; `$event.n` is a number, not a string or an array",
        "$event.s contains 1                ; `1` is a number, not a string",
        "$event.n matches 'a'               ; `$event.n` is a number, not a string",
        "$event.x                           ; `$event.x` is absent",
        "$event.n                           ; `$event.n` is a number, not true or false",
        "$event.t and $event.n              ; `$event.n` is a number, not true or false",
        "not $event.x                       ; `$event.x` is absent",
        "lower($event.x) == 'a'             ; `$event.x` is absent",
        "lower($event.n) == 'a'             ; `lower` has no answer for `$event.n`, a number",
        "$event.s + $event.n == 'a5'        ; `$event.n` is a number, not a string",
        "($event.x ?? 1) == 1               ; -",
        "default($event.x + 1, 1) == 1      ; -",
        "$event.list[$event.x] == 1         ; `$event.x` is absent",
        "$event.t or $event.x               ; -",
      })
  void the_first_operand_that_is_not_as_it_should_be_is_noted(String expression, String note) {
    Notes notes = new Notes();

    boolean _ = Expression.parse(expression).test(SCOPE, notes);

    assertThat(notes.operand().orElse(null)).isEqualTo(note);
  }

  @Test
  void remarks_are_few_short_and_not_repeated() {
    Notes notes = new Notes();

    for (int times = 0; times < 100; times++) {
      notes.remark("the same");
      notes.remark(times + "x".repeat(1_000));
    }

    assertThat(notes.remarks()).hasSize(8).startsWith("the same").doesNotHaveDuplicates();
    assertThat(notes.remarks()).allMatch(remark -> remark.length() <= 200);
  }

  @Test
  void division_by_zero_is_remarked_upon() {
    Notes notes = new Notes();

    boolean _ = Expression.parse("$event.n / 0 > 1").test(SCOPE, notes);

    assertThat(notes.remarks()).containsExactly("division by zero");
  }

  @Test
  void nobody_keeps_no_notes() {
    boolean _ = Expression.parse("$event.x / 0 > 1").test(SCOPE, Notes.none());
    Notes.none().remark("anything");

    assertThat(Notes.none().operand()).isEmpty();
    assertThat(Notes.none().remarks()).isEmpty();
  }
}
