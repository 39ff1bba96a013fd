package io.ingestlayer.workspace.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problem;
import io.ingestlayer.component.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Expressions that YAML would cut or turn into something else. Each stands as the third line of its file.
class YamlTrapsTest {
  private static final String BEFORE = "pipeline: p\nmatch: a\n";

  static final List<String> CUT =
      """
      when: $event.n = "a # b"
      when: $event.n == 'a # b'
      when: $event.tags contains "x #y" and $event.a
      when: $event.a in ["a", #b
      when: round($event.a, #2)
      steps: [{ when: $event.f in ["a"] }]
      steps: [{ when: $event.f in [a, b] }]
      steps: [{ when: max($event.a, 2) > 1 }]
      steps: [{ when: $event.a ?? "x, y" }]
      steps: [{ when: $event.a["k"] == 1 }]
      steps: [{ key: $event.items[0].id }]
      steps: [{ t: $event.a ? "x" : "y" }]
      steps: [{ t: { a: $event.a in [1] } }]
      steps: [{ t: join($event.tags, ", ") }]
      steps: [{ t: $event.m == {} }]
      when: { all: [ $event.f in ["a"] ] }
      message: {{ $event.x }}
      message: {{ $event.x }} and more
      message: {{$event.x}}
      message: {{ $event.x ?? "none" }}
      message: {{ $event.a }}, {{ $event.b }}
      message: { text: {{ $event.x }} }
      message: [ {{ $event.x }} ]
      message: {{ name }}
      message: Hello {{ $event.a ? 'x' : 'y' }}
      message: Hello {{ $event.x }}: welcome
      message: *{{ $event.x }}* used it
      message: *bold* {{ $event.x }}
      message: &{{ $event.x }}
      message: "{{ $event.x }}" used it
      message: '{{ $event.x }}' used it
      message: @{{ $event.user }} hello
      message: `{{ $event.user }}`
      message: %{{ $event.user }}
      message: |{{ $event.user }}
      when: $event.a == "x": 1
      when: $event.a == "x: y"
      when: $event.a ? 1 : 2
      when: $event.a ? "x" : "y"
      when: "a" == $event.x
      when: 'a' in $event.tags
      when: ["a"] contains $event.x
      when: [$event.x, 2] contains 1
      when: !$event.x
      when: {$event.x}
      when: { $event.x }
      when: {$event.x, b: 1}
      key: { a: enum [x, y] }
      schema: { metric: enum [seats, api-calls] }
      """
          .lines()
          .toList();

  @ParameterizedTest
  @FieldSource("CUT")
  void an_expression_that_yaml_breaks_is_answered_with_put_it_in_quotes(String line) {
    Problems problems = new Problems();

    YamlReader.read("p.yaml", BEFORE + line + "\nfrom: x\n", problems);

    assertThat(problems.all()).isNotEmpty();
    Problem first = problems.all().getFirst();
    assertThat(first.severity()).isEqualTo(Problem.Severity.ERROR);
    assertThat(first.message()).contains("in quotes");
    assertThat(first.at().file()).isEqualTo("p.yaml");
    assertThat(first.at().line()).as(first.toString()).isEqualTo(3);
    assertThat(first.at().column()).isBetween(1, line.length() + 1);
  }

  static final List<String> OTHER =
      """
      channel: #alerts
      channels: [ #alerts, #sales ]
      channels: [ a, #sales ]
      channel: { user: a, fallback: #alerts }
      channel: @ada
      schema: { email: string?, plan: string }
      schema: { plan: string, email: string? }
      op: !=
      op: >
      op: >=
      op: |
      filter: { field: a, op: !=, value: 5 }
      filter: { field: a, op: >, value: 5 }
      filter: { field: a, op: >=, value: 5 }
      title: Alert: now
      text: %d
      """
          .lines()
          .toList();

  @ParameterizedTest
  @FieldSource("OTHER")
  void other_text_that_yaml_breaks_is_too(String line) {
    Problems problems = new Problems();

    YamlReader.read("p.yaml", BEFORE + line + "\nfrom: x\n", problems);

    assertThat(problems.all()).isNotEmpty();
    Problem first = problems.all().getFirst();
    assertThat(first.message()).contains("in quotes");
    assertThat(first.at().line()).as(first.toString()).isBetween(3, 4);
  }

  static final List<String> SOUND =
      """
      when: $event.used / $event.limit >= 1
      when: $event.metric == "seats"
      when: $event.metric == "seats" # only seats
      when: $event.a in ["a", "b"]
      when: $event.a in [a, b] and $event.b # why
      when: $event.name matches "^[a-z]+$"
      when: not $event.a
      when: $event.a && !$event.b || $event.c
      when: $event.a ?? 0 > 1
      when: $event.a#b
      when: max($event.a, 2) > 1
      when: $event.a["k"][0] == {}
      when: '$event.n = "a # b"'
      when: "$event.n = 'a # b'"
      steps: [{ when: '$event.f in ["a"]' }]
      steps: [{ when: $event.f == "a" }]
      steps: [{ when: $event.f == "a", key: $event.b }]
      steps: [ { set: { severity: blocked } } ]
      steps: [ $event.a, $event.b ]
      message: it's {{ $event.name }}'s birthday
      message: it's {{ $event.name }}'s birthday # always
      message: "{{ $event.x }}"
      message: "*{{ $event.x }}* used: {{ $event.y }} #1"
      message: '#alerts'
      message: a #
      message: # nothing
      metric: enum [seats, api-calls, storage]
      key: [$event.customer_id]
      columns: { account: $entity.user.account, owner: $entity.user.owner }
      note: costs 5$ # really
      price: $5
      op: ">="
      op: ==
      op: <=
      op: <
      """
          .lines()
          .toList();

  @ParameterizedTest
  @FieldSource("SOUND")
  void what_yaml_leaves_whole_passes_without_a_word(String line) {
    Problems problems = new Problems();

    List<Node> documents =
        YamlReader.read("p.yaml", BEFORE + line + "\nfrom: x\n", problems).documents();

    assertThat(problems.all()).isEmpty();
    assertThat(documents).hasSize(1);
  }

  @Test
  void text_that_may_have_been_cut_by_a_comment_is_warned_about() {
    String line = "message: Limit {{ $event.x }} in #alerts";
    Problems problems = new Problems();

    YamlReader.read("p.yaml", BEFORE + line + "\n", problems);

    assertThat(problems.all())
        .singleElement()
        .hasToString(
            "p.yaml:3:10: warning: YAML takes \"#alerts\" as a comment; put the whole text in quotes if it belongs to it");
  }
}
