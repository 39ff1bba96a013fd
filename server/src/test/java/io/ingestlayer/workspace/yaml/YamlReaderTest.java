package io.ingestlayer.workspace.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Location;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problems;
import io.ingestlayer.event.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {
  private final Problems problems = new Problems();

  private List<Node> read(String yaml) {
    return YamlReader.read("f.yaml", yaml, problems).documents();
  }

  private String json(String yaml) {
    List<Node> documents = read(yaml);
    assertThat(problems.all()).isEmpty();
    assertThat(documents).hasSize(1);
    return Json.write(documents.getFirst().toValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "yes | \"yes\"",
        "no | \"no\"",
        "on | \"on\"",
        "off | \"off\"",
        "y | \"y\"",
        "true | true",
        "True | true",
        "FALSE | false",
        "tRue | \"tRue\"",
        "null | null",
        "~ | null",
        "Null | null",
        "'' | \"\"",
        "'5' | \"5\"",
        "\"true\" | \"true\"",
        "5 | 5",
        "-5 | -5",
        "+5 | 5",
        "0 | 0",
        "-0 | -0",
        "007 | 7",
        "0o17 | 15",
        "0xff | 255",
        "017 | 17",
        "1.0 | 1.0",
        "1. | 1",
        ".5 | 0.5",
        "-.5e3 | -0.5e3",
        "1e5 | 1e5",
        "1E+2 | 1e+2",
        "1_000 | \"1_000\"",
        "1e9999 | \"1e9999\"",
        ". | \".\"",
        "- 5 | [5]",
        "-- | \"--\"",
        "+ | \"+\"",
        "e5 | \"e5\"",
        ".e5 | \".e5\"",
        ".inf | \".inf\"",
        ".nan | \".nan\"",
        "0b11 | \"0b11\"",
        "12:30 | \"12:30\"",
        "190:20:30 | \"190:20:30\"",
        "2026-11-22 | \"2026-11-22\"",
        "1.2.3 | \"1.2.3\"",
        "= | \"=\"",
        "9007199254740993 | 9007199254740993",
        "0.10000000000000000000001 | 0.10000000000000000000001"
      })
  void plain_words_mean_what_yaml_1_2_says(String yaml, String expected) {
    assertThat(json("a: [x]\nv: " + (yaml.startsWith("- ") ? "\n  " : "") + yaml))
        .isEqualTo("{\"a\":[\"x\"],\"v\":" + expected + "}");
  }

  @Test
  void each_value_knows_its_place() {
    Node.Members root =
        (Node.Members) read("# first\npipeline: p\nsteps:\n  - set: { a: ünï, b: 2 }\n").getFirst();

    Node.Items steps = (Node.Items) root.find("steps").orElseThrow().value();
    Node.Members step = (Node.Members) steps.elements().getFirst();
    Node.Members set = (Node.Members) step.find("set").orElseThrow().value();
    assertThat(root.find("pipeline").orElseThrow().at()).isEqualTo(new Location("f.yaml", 2, 1));
    assertThat(root.find("pipeline").orElseThrow().value().at())
        .isEqualTo(new Location("f.yaml", 2, 11));
    assertThat(step.find("set").orElseThrow().at()).isEqualTo(new Location("f.yaml", 4, 5));
    assertThat(set.find("b").orElseThrow().value().at()).isEqualTo(new Location("f.yaml", 4, 23));
  }

  @Test
  void a_file_holds_several_documents_and_empty_ones_do_not_count() {
    List<Node> documents =
        read("---\na: 1\n---\n# nothing\n---\nb: |\n  text\n  ---x\n--- \nc: 3\n...\n");

    assertThat(problems.all()).isEmpty();
    assertThat(documents)
        .extracting(it -> Json.write(it.toValue()))
        .containsExactly("{\"a\":1}", "{\"b\":\"text\\n---x\\n\"}", "{\"c\":3}");
    assertThat(documents.get(2).at()).isEqualTo(new Location("f.yaml", 10, 1));
  }

  @Test
  void a_broken_document_does_not_hide_the_next() {
    YamlReader.Read read =
        YamlReader.read("f.yaml", "a: [1\n---\nb: 2\n---\nc: }\n---\nd: 4\n", problems);

    assertThat(read.documents())
        .extracting(it -> Json.write(it.toValue()))
        .containsExactly("{\"b\":2}", "{\"d\":4}");
    assertThat(read.complete()).isFalse();
    assertThat(problems.all()).extracting(it -> it.at().line()).containsExactly(2, 5);
  }

  @Test
  void the_same_key_twice_is_an_error_that_names_the_first() {
    read("a: 1\nb:\n  c: 1\n  \"c\": 2\na: 2\n");

    assertThat(problems.all())
        .extracting(Object::toString)
        .containsExactly(
            "f.yaml:4:3: \"c\" stands here twice; it was first in line 3",
            "f.yaml:5:1: \"a\" stands here twice; it was first in line 1");
  }

  @Test
  void an_alias_stands_for_what_it_names() {
    assertThat(json("a: &x { n: 1 }\nb: *x\n")).isEqualTo("{\"a\":{\"n\":1},\"b\":{\"n\":1}}");
  }

  @Test
  void aliases_cannot_multiply_without_end() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      String before = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n"
              .formatted(
                  i,
                  i,
                  String.join(
                      ", ",
                      List.of(
                          before, before, before, before, before, before, before, before, before,
                          before))));
    }

    assertThat(read(bomb.toString())).isEmpty();

    assertThat(problems.all()).singleElement().extracting("code").isEqualTo("too_many_aliases");
  }

  @Test
  void an_alias_to_what_is_around_it_is_refused() {
    assertThat(read("a: &a [ *a ]\n")).isEmpty();

    assertThat(problems.all()).singleElement().extracting("code").isEqualTo("unknown_alias");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a: !!str 5 | tag_refused",
        "a: !custom { b: 1 } | tag_refused",
        "!!map { a: 1 } | tag_refused",
        "a: !!javax.script.ScriptEngineManager [] | tag_refused",
        "b: &b { c: 1 }~a: { <<: *b } | merge_key",
        "? [a, b]~: c | invalid_yaml",
        "a: *nobody | unknown_alias",
        "a: b~ c: d | invalid_yaml",
        "a: 1~\tb: 2 | invalid_yaml",
        "a: \"\\$event\" | invalid_yaml",
        "a: \"open | invalid_yaml",
        "a: b\u0001c | invalid_yaml",
        "- a~b: 1 | invalid_yaml",
        "a: 1~...~b: 2 | invalid_yaml"
      })
  void what_is_not_taken_is_refused_with_a_code(String yaml, String code) {
    List<Node> documents = read(yaml.replace('~', '\n'));

    assertThat(documents).isEmpty();
    assertThat(problems.all()).isNotEmpty();
    assertThat(problems.all().getFirst().code()).as(problems.all().toString()).isEqualTo(code);
  }

  @Test
  void a_character_that_yaml_forbids_is_found_at_its_place() {
    read("a: 1\nb: 😀x\nc: a\u0007b\n");

    assertThat(problems.all())
        .extracting(Object::toString)
        .containsExactly("f.yaml:3:5: the character U+0007 is not allowed in YAML");
  }

  @Test
  void depth_has_an_end() {
    String deep = "[".repeat(64) + "]".repeat(64);
    assertThat(read("a: " + "[".repeat(63) + "]".repeat(63))).hasSize(1);
    assertThat(problems.all()).isEmpty();

    assertThat(read("a: " + deep.repeat(1).replace("[]", "[[[]]]"))).isEmpty();

    assertThat(problems.all()).singleElement().extracting("code").isEqualTo("too_deep");
  }

  @Test
  void size_has_an_end() {
    String large = "a: " + "x".repeat(YamlReader.CHARACTERS_MAX);
    String many = "- x\n".repeat(60_000);

    assertThat(read(large)).isEmpty();
    assertThat(read(many)).isEmpty();

    assertThat(problems.all())
        .extracting("code")
        .containsExactly("file_too_large", "too_many_values");
  }

  @Test
  void a_byte_order_mark_and_windows_line_ends_do_no_harm() {
    assertThat(json("\uFEFFa: 1\r\nb: |\r\n  x\r\n  y\r\n"))
        .isEqualTo("{\"a\":1,\"b\":\"x\\ny\\n\"}");
  }

  @Test
  void an_empty_file_holds_nothing() {
    assertThat(read("")).isEmpty();
    assertThat(read("# only a comment\n")).isEmpty();
    assertThat(read("---\n---\n")).isEmpty();
    assertThat(problems.all()).isEmpty();
  }
}
