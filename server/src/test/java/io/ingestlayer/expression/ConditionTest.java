package io.ingestlayer.expression;

import static io.ingestlayer.expression.Samples.scope;
import static io.ingestlayer.expression.Samples.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.event.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class ConditionTest {
  private static final Scope SCOPE =
      scope(
          """
          {"n": 100, "s": "export", "t": true, "z": null, "tags": ["a", 2], "numeral": "100",
           "plan": "pro", "o": {"plan": "pro"}}
          """);

  /// The data form, the text form, and what both answer.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '§',
      value = {
        "{field: $event.s, op: in, value: [export, api]} ; $event.s in [\"export\", \"api\"] ; true",
        "{field: $event.s, op: in, value: [api]}         ; $event.s in [\"api\"]      ; false",
        "{field: $event.s, op: not_in, value: [api]}     ; $event.s not in [\"api\"]  ; true",
        "{field: $event.x, op: in, value: [api]}         ; $event.x in [\"api\"]      ; false",
        "{field: $event.x, op: not_in, value: [api]}     ; $event.x not in [\"api\"]  ; true",
        "{field: $event.s, op: not_in, value: export}    ; $event.s not in \"export\" ; true",
        "{field: $event.s, op: ==, value: export}        ; $event.s == \"export\"     ; true",
        "{field: $event.s, op: =, value: export}         ; $event.s = \"export\"      ; true",
        "{field: $event.s, value: export}                ; $event.s == \"export\"     ; true",
        "{field: $event.x, op: ==, value: export}        ; $event.x == \"export\"     ; false",
        "{field: $event.x, op: !=, value: export}        ; $event.x != \"export\"     ; true",
        "{field: $event.z, op: ==, value: null}          ; $event.z == null           ; true",
        "{field: $event.x, op: ==, value: null}          ; $event.x == null           ; true",
        "{field: $event.t, op: ==, value: true}          ; $event.t == true           ; true",
        "{field: $event.t, op: ==, value: \"true\"}      ; $event.t == \"true\"       ; false",
        "{field: $event.n, op: ==, value: 100.0}         ; $event.n == 100.0          ; true",
        "{field: $event.n, op: <, value: 101}            ; $event.n < 101             ; true",
        "{field: $event.n, op: <=, value: 100}           ; $event.n <= 100            ; true",
        "{field: $event.n, op: >, value: 100}            ; $event.n > 100             ; false",
        "{field: $event.n, op: >=, value: 100}           ; $event.n >= 100            ; true",
        "{field: $event.x, op: <, value: 100}            ; $event.x < 100             ; false",
        "{field: $event.x, op: >=, value: 100}           ; $event.x >= 100            ; false",
        "{field: $event.numeral, op: >=, value: 1}       ; $event.numeral >= 1        ; false",
        "{field: $event.numeral, op: ==, value: 100}     ; $event.numeral == 100      ; false",
        "{field: $event.s, op: <, value: f}              ; $event.s < \"f\"           ; true",
        "{field: $event.s, op: contains, value: por}     ; $event.s contains \"por\"  ; true",
        "{field: $event.tags, op: contains, value: a}    ; $event.tags contains \"a\" ; true",
        "{field: $event.tags, op: contains, value: b}    ; $event.tags contains \"b\" ; false",
        "{field: $event.x, op: contains, value: b}       ; $event.x contains \"b\"    ; false",
        "{field: $event.s, op: matches, value: ^ex}      ; $event.s matches \"^ex\"   ; true",
        "{field: $event.n, op: matches, value: \"1\"}    ; $event.n matches \"1\"     ; false",
        "{field: $event.s, op: starts_with, value: ex}   ; starts_with($event.s, \"ex\") ; true",
        "{field: $event.x, op: starts_with, value: ex}   ; starts_with($event.x, \"ex\") ; false",
        "{field: $event.n, op: starts_with, value: 1}    ; starts_with($event.n, \"1\")  ; false",
        "{field: $event.s, op: ends_with, value: rt}     ; ends_with($event.s, \"rt\")   ; true",
        "{field: $event.s, op: exists}                   ; $event.s != null           ; true",
        "{field: $event.s}                               ; $event.s != null           ; true",
        "{field: $event.z, op: exists}                   ; $event.z != null           ; false",
        "{field: $event.x, op: exists, value: true}      ; $event.x != null           ; false",
        "{field: $event.x, op: exists, value: false}     ; $event.x == null           ; true",
        "{field: $event.plan, op: ==, value: $event.o.plan} ; $event.plan == $event.o.plan ; true",
        "{field: lower($event.plan), op: ==, value: pro} ; lower($event.plan) == \"pro\" ; true",
        "{all: [{field: $event.t, value: true}, {field: $event.x}]} ; $event.t == true and $event.x != null ; false",
        "{any: [{field: $event.t, value: true}, {field: $event.x}]} ; $event.t == true or $event.x != null ; true",
        "{not: {field: $event.t, value: true}}           ; not ($event.t == true)     ; false",
        "{not: {any: [{field: $event.x}, {all: [{field: $event.z}]}]}} ; not ($event.x != null or $event.z != null) ; true",
        "[{field: $event.t, value: true}, {field: $event.s}] ; $event.t == true and $event.s != null ; true",
        "[$event.n > 5, {field: $event.s}]               ; $event.n > 5 and $event.s != null ; true",
      })
  void the_data_form_and_the_text_form_answer_alike(String data, String text, boolean expected) {
    Condition condition = Condition.of(yamlLike(data));

    assertThat(condition.test(SCOPE, Notes.none())).isEqualTo(expected);
    assertThat(Expression.parse(text).test(SCOPE, Notes.none())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '§',
      value = {
        "{field: $event.n, op: ==, value: \"100\"}        ; $event.n == \"100\"   ; true",
        "{field: $event.n, op: !=, value: \"100\"}        ; $event.n != \"100\"   ; false",
        "{field: $event.n, op: >=, value: \"99.5\"}       ; $event.n >= \"99.5\"  ; true",
        "{field: $event.n, op: in, value: [\"1\", \"100\"]} ; $event.n in [\"1\", \"100\"] ; true",
        "{field: $event.tags, op: contains, value: \"2\"} ; $event.tags contains \"2\" ; true",
      })
  void a_number_in_quotes_is_the_number_in_the_data_form_only(
      String data, String text, boolean expected) {
    assertThat(Condition.of(yamlLike(data)).test(SCOPE, Notes.none())).isEqualTo(expected);
    assertThat(Expression.parse(text).test(SCOPE, Notes.none()))
        .isNotEqualTo(expected)
        .isEqualTo(text.contains("!="));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '§',
      nullValues = "-",
      value = {
        "{\"field\":\"$event.n\",\"op\":\"gte\",\"value\":1}      ; `>=`",
        "{\"field\":\"$event.n\",\"op\":\"equals\",\"value\":1}   ; `==`",
        "{\"field\":\"$event.n\",\"op\":\"startswith\",\"value\":1} ; `starts_with`",
        "{\"field\":\"$event.n\",\"op\":\"frob\",\"value\":1}     ; -",
        "{\"field\":\"$evnt.n\",\"op\":\"==\",\"value\":1}        ; `$event`",
        "{\"field\":\"$event.n\",\"op\":5,\"value\":1}            ; `op: \"==\"`",
        "{\"field\":5}                                            ; `field: $event.plan`",
        "{\"feild\":\"$event.n\"}                                 ; `field`",
        "{\"op\":\"==\"}                                          ; `field: $event.…`",
        "{\"all\":[]}                                             ; -",
        "{\"all\":{}}                                             ; `all: [ … ]`",
        "{\"all\":[\"true\"],\"any\":[\"true\"]}                  ; `field:`, `all:`, `any:` or `not:`",
        "{}                                                       ; `field:`, `all:`, `any:` or `not:`",
        "5                                                        ; `{ field: …, op: …, value: … }`",
        "{\"field\":\"$event.s\",\"op\":\"matches\",\"value\":\"(\"} ; -",
        "{\"field\":\"$event.s\",\"op\":\"matches\",\"value\":5}   ; -",
        "{\"field\":\"$event.s\",\"value\":\"$evnt.x\"}           ; `$event`",
      })
  void a_condition_that_is_none_is_refused(String json, String suggestion) {
    assertThatThrownBy(() -> Condition.of(value(json)))
        .isInstanceOfSatisfying(
            ExpressionException.class, e -> assertThat(e.suggestion()).isEqualTo(suggestion));
  }

  @Test
  void the_pattern_of_a_condition_is_not_a_template() {
    Condition condition = Condition.field("$event.s", "matches", Value.of("^\\w+$"));

    assertThat(condition.test(SCOPE, Notes.none())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"not", "all"})
  void conditions_are_nested_no_deeper_than_expressions(String word) {
    Value deep = Value.of("true");
    for (int level = 0; level < 64; level++) {
      Value inner = word.equals("not") ? deep : Value.array(List.of(deep));
      deep = Value.object().put(word, inner).build();
    }
    Value deepest = deep;
    Value deeper = Value.object().put("not", deep).build();

    assertThat(Condition.of(deepest).test(SCOPE, Notes.none())).isTrue();
    assertThatThrownBy(() -> Condition.of(deeper)).isInstanceOf(ExpressionException.class);
  }

  @Test
  void says_what_it_reads_and_why_it_is_false() {
    Condition condition =
        Condition.all(
            List.of(
                Condition.field("$event.limit", ">", Value.of(5)),
                Condition.not(Condition.field("$entity.user.plan", "==", Value.of("$context.p")))));
    Notes notes = new Notes();

    assertThat(condition.test(SCOPE, notes)).isFalse();

    assertThat(notes.operand()).contains("`$event.limit` is absent");
    assertThat(condition.roots()).containsExactly("event", "entity", "context");
    assertThat(condition.paths())
        .containsExactly("$event.limit", "$entity.user.plan", "$context.p");
  }

  /// Enough of YAML's flow style for these tables: words without quotes.
  private static Value yamlLike(String text) {
    String quoted = text.strip().replaceAll("op: ([=!<>]+),", "op: '$1',");
    return fromYaml(new Yaml().load(quoted));
  }

  private static Value fromYaml(Object loaded) {
    return switch (loaded) {
      case Map<?, ?> map -> {
        Value.ObjBuilder object = Value.object();
        map.forEach((name, member) -> object.put((String) name, fromYaml(member)));
        yield object.build();
      }
      case List<?> list -> Value.array(list.stream().map(ConditionTest::fromYaml).toList());
      case String string -> Value.of(string);
      case Boolean bool -> Value.of(bool.booleanValue());
      case null -> Value.Null.NULL;
      default -> value(loaded.toString());
    };
  }
}
