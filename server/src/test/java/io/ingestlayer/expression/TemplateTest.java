package io.ingestlayer.expression;

import static io.ingestlayer.expression.Samples.object;
import static io.ingestlayer.expression.Samples.scope;
import static io.ingestlayer.expression.Samples.shown;
import static io.ingestlayer.expression.Samples.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.event.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  private static final Scope SCOPE =
      scope(
              """
              {"name": "Ada", "n": 1.50, "t": true, "z": null, "list": [1, "a"], "o": {"k": 1},
               "items": [{"sku": "s-1"}], "a b": 7}
              """)
          .withEntity("user", object("{\"plan\":\"pro\"}"))
          .withContext(object("{\"severity\":\"blocked\"}"))
          .withSummary(Value.of("short"));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '§',
      value = {
        "plain text                                ; plain text",
        "Hello {{ $event.name }}!                  ; Hello Ada!",
        "Hello $event.name!                        ; Hello Ada!",
        "$event.name.                              ; Ada.",
        "$event.name, $event.n                     ; Ada, 1.50",
        "mail $event.name@example.com              ; mail Ada@example.com",
        "{{$event.name}}{{$event.n}}               ; Ada1.50",
        "{{ $event.nope }}|{{ $event.z }}|         ; ||",
        "$event.nope|                              ; |",
        "{{ $event.t }} {{ $event.list }} {{ $event.o }} ; true [1,\"a\"] {\"k\":1}",
        "$event.items[0].sku $event.list[-1] $event[\"a b\"] $event.o['k'] ; s-1 a 7 1",
        "$event.name[x] $event.name [0]            ; Ada[x] Ada [0]",
        "{{ $event.nope ?? 'nobody' }}             ; nobody",
        "{{ {a: {b: 1}} }}                         ; {\"a\":{\"b\":1}}",
        "{{ {a: 1}.a }}                            ; 1",
        "{{ '}}' + \"{{\" }}                       ; }}{{",
        "{{ $context.severity == 'blocked' ? '#alerts' : '#upsell' }} ; #alerts",
        "$entity.user.plan: $summarize             ; pro: short",
        "costs $5 or $total or $ 5 or $            ; costs $5 or $total or $ 5 or $",
        "the $event and $limit, $event.            ; the $event and $limit, $event.",
        "\\$event.name \\{{ x }} \\{ \\n \\\\      ; $event.name {{ x }} { \\n \\\\",
        "{ $event.name }                           ; { Ada }",
        "{{ 'x' }}                                 ; x",
      })
  void a_text_takes_values_in(String source, String expected) {
    assertThat(TextTemplate.parse(source).render(SCOPE, Notes.none())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '§',
      value = {
        "Hi {{ $event.name                ; 17",
        "Hi {{                            ; 3",
        "Hi {{ }}                         ; 6",
        "Hi {{ $event.name }              ; 18",
        "Hi {{ $evnt.name }}              ; 6",
        "Hi $evnt.name                    ; 3",
        "{{ $event.name signed up }}      ; 15",
        "{{ {a: 1}} }}                    ; 9",
      })
  void a_text_that_cannot_be_meant_is_refused_with_the_place(String source, int position) {
    assertThatThrownBy(() -> TextTemplate.parse(source))
        .isInstanceOfSatisfying(
            ExpressionException.class, e -> assertThat(e.position()).isEqualTo(position));
  }

  @Test
  void what_is_put_in_can_be_escaped_and_what_stands_there_is_not() {
    Scope hostile = scope("{\"name\":\"<!channel> & co\"}");

    String text =
        TextTemplate.parse("<b>{{ $event.name }}</b>")
            .render(hostile, Notes.none(), s -> s.replace("&", "&amp;").replace("<", "&lt;"));

    assertThat(text).isEqualTo("<b>&lt;!channel> &amp; co</b>");
  }

  @Test
  void a_text_knows_whether_it_depends_on_anything() {
    assertThat(TextTemplate.parse("plain \\$event.x $5").isConstant()).isTrue();
    assertThat(TextTemplate.parse("at {{ now() }}").isConstant()).isFalse();
    assertThat(TextTemplate.parse("$event.x {{ $entity.a.b }}").paths())
        .containsExactly("$event.x", "$entity.a.b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '§',
      value = {
        "$event.n                                  ; 1.50",
        "$event.nope                               ; absent",
        " $event.list                              ; [1,\"a\"]",
        "$event.n * 2                              ; 3",
        "{{ $event.n }}                            ; \"1.50\"",
        "n is {{ $event.n }}                       ; \"n is 1.50\"",
        "n is $event.n                             ; \"n is 1.50\"",
        "plain                                     ; \"plain\"",
        "\\$event.n                                ; \"$event.n\"",
        "costs $5                                  ; \"costs $5\"",
        "now()                                     ; \"now()\"",
        "true                                      ; \"true\"",
        "{ id: $event.n, 'a': [$event.nope, 2] }   ; {\"id\":1.50,\"a\":[null,2]}",
        "{}                                        ; {}",
        "[$event.n, 'x']                           ; [1.50,\"x\"]",
        "[]                                        ; []",
        "[URGENT] $event.name                      ; \"[URGENT] Ada\"",
        "[URGENT]                                  ; \"[URGENT]\"",
        "{name} is $event.name                     ; \"{name} is Ada\"",
        "{\"a\": 1}                                ; {\"a\":1}",
      })
  void a_string_in_a_definition_means_what_it_looks_like(String source, String expected) {
    Value result = ValueTemplate.of(source).evaluate(SCOPE, Notes.none());

    assertThat(shown(result)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"$5", "$evnt.x", "$event.name signed up", "{ id: $evnt.id }", "{ id: }", "a {{ b"})
  void a_string_that_is_meant_as_an_expression_and_is_none_is_refused(String source) {
    assertThatThrownBy(() -> ValueTemplate.of(source)).isInstanceOf(ExpressionException.class);
  }

  @Test
  void a_structure_is_a_template_in_every_string() {
    ValueTemplate template =
        ValueTemplate.of(
            value(
                "{\"id\":\"$event.n\",\"l\":[\"x\",\"$event.nope\",5,null,true],\"t\":\"Hi $event.name\"}"));

    assertThat(shown(template.evaluate(SCOPE, Notes.none())))
        .isEqualTo("{\"id\":1.50,\"l\":[\"x\",null,5,null,true],\"t\":\"Hi Ada\"}");
    assertThat(template.paths()).containsExactly("$event.n", "$event.nope", "$event.name");
    assertThat(template.isConstant()).isFalse();
    assertThat(ValueTemplate.of(value("{\"a\":[1,\"b\"]}")).isConstant()).isTrue();
  }

  @Test
  void a_template_can_be_put_together_from_its_parts() {
    SequencedMap<String, ValueTemplate> members = new LinkedHashMap<>();
    members.put("a", ValueTemplate.literal(Value.of("$event.name")));
    members.put("b", ValueTemplate.expression(Expression.parse("$event.name")));
    members.put(
        "c", ValueTemplate.array(List.of(ValueTemplate.text(TextTemplate.parse("<$event.name>")))));

    Value made = ValueTemplate.object(members).evaluate(SCOPE, Notes.none());

    assertThat(shown(made)).isEqualTo("{\"a\":\"$event.name\",\"b\":\"Ada\",\"c\":[\"<Ada>\"]}");
  }

  @Test
  void a_template_is_no_deeper_than_an_expression() {
    ValueTemplate deepest = ValueTemplate.literal(Value.of(1));
    for (int level = 0; level < 64; level++) {
      deepest = ValueTemplate.array(List.of(deepest));
    }
    ValueTemplate inner = deepest;

    assertThat(inner.evaluate(SCOPE, Notes.none()).isPresent()).isTrue();
    assertThatThrownBy(() -> ValueTemplate.array(List.of(inner)))
        .isInstanceOf(ExpressionException.class);
  }
}
