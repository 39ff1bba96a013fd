package io.ingestlayer.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds `docs/language.md` to its word: each example gives what it says, each function and bound is there.
class LanguageReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "language.md");
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  /// A row of a table: its first cell, and what it gives.
  record Example(String source, String gives) {}

  @ParameterizedTest
  @MethodSource
  void an_expression_gives_what_the_page_says(Example example) {
    Value value = Expression.parse(example.source()).evaluate(scope(), Notes.none());

    assertThat(Samples.shown(value)).isEqualTo(example.gives());
  }

  static Stream<Example> an_expression_gives_what_the_page_says() {
    return examples("expression");
  }

  @ParameterizedTest
  @MethodSource
  void a_text_gives_what_the_page_says(Example example) {
    assertThat(TextTemplate.parse(example.source()).render(scope(), Notes.none()))
        .isEqualTo(example.gives());
  }

  static Stream<Example> a_text_gives_what_the_page_says() {
    return examples("text");
  }

  @ParameterizedTest
  @MethodSource
  void a_condition_gives_what_the_page_says(Example example) {
    Condition condition = Condition.of(Samples.value(example.source()));

    assertThat(condition.test(scope(), Notes.none()))
        .isEqualTo(Boolean.parseBoolean(example.gives()));
  }

  static Stream<Example> a_condition_gives_what_the_page_says() {
    return examples("condition");
  }

  @Test
  void every_function_is_described_and_has_an_example() {
    Set<String> described = new HashSet<>();
    rows("function")
        .forEach(row -> CODE.matcher(row).results().forEach(m -> described.add(m.group(1))));
    String examples = String.join(" ", examples("expression").map(Example::source).toList());

    assertThat(described).containsAll(Functions.signatures());
    assertThat(Functions.names()).allMatch(name -> examples.contains(name + "("));
  }

  @Test
  void every_root_and_operator_is_described() {
    String roots = String.join(" ", rows("root"));
    String operators = String.join(" ", rows("operator"));

    assertThat(Scope.ROOTS).allMatch(root -> roots.contains("`$" + root));
    assertThat(Operator.WRITTEN).allMatch(symbol -> operators.contains("`" + symbol + "`"));
  }

  @Test
  void every_bound_is_named() {
    String bounds = String.join("\n", rows("what")).replace(" ", "");

    assertThat(
            List.of(
                Bounds.SOURCE_MAX,
                Bounds.TEMPLATE_MAX,
                Bounds.DEPTH_MAX,
                Bounds.PATTERN_MAX,
                Bounds.PATTERN_STATES_MAX,
                Bounds.RESULT_MAX,
                Bounds.RESULT_DEPTH_MAX,
                Bounds.DIGITS_MAX,
                Bounds.ELEMENTS_MAX))
        .allMatch(bound -> bounds.contains(Integer.toString(bound)));
  }

  private static Scope scope() {
    Matcher json = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL).matcher(page());
    assertThat(json.find()).isTrue();
    return Samples.scope(Json.write(Json.parseObject(json.group(1))))
        .withEntity("user", Samples.object("{\"plan\":\"pro\"}"))
        .withEnrichment("person", Samples.object("{\"name\":\"Ada Lovelace\"}"))
        .withClassification("intent", Value.of("buy"))
        .withSummary(Value.of("Ada buys"))
        .withContext(Samples.object("{\"severity\":\"high\"}"));
  }

  /// The examples of the tables that have this word over their first column and `gives` over the second.
  private static Stream<Example> examples(String heading) {
    List<Example> examples =
        rows(heading).stream()
            .map(row -> row.substring(2, row.length() - 2).split(" \\| ", 2))
            .filter(cells -> cells[0].startsWith("`") && cells.length == 2)
            .map(cells -> new Example(code(cells[0]), code(cells[1])))
            .toList();
    assertThat(examples).isNotEmpty();
    return examples.stream();
  }

  private static List<String> rows(String heading) {
    List<String> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : page().lines().toList()) {
      boolean header = line.startsWith("| " + heading + " |") && !line.contains("absent or null");
      inside = header || (inside && line.startsWith("|"));
      if (inside && !header && !line.startsWith("|---")) {
        rows.add(line.replace("\\|", "|"));
      }
    }
    return rows;
  }

  private static String code(String cell) {
    return cell.startsWith("`") ? cell.substring(1, cell.length() - 1) : cell;
  }

  private static String page() {
    try {
      return Files.readString(PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + PAGE, e);
    }
  }
}
