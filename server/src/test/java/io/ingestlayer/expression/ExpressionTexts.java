package io.ingestlayer.expression;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.testkit.seed.Gen;
import io.ingestlayer.testkit.seed.Strings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Expressions by chance: well-formed ones, and words of the language in any order.
final class ExpressionTexts {
  private static final List<String> BINARY =
      List.of("+", "-", "*", "/", "%", "??", "and", "or", "&&", "||");

  private static final List<String> COMPARISONS =
      List.of("==", "=", "!=", "<", "<=", ">", ">=", "in", "not in", "contains");

  private static final List<String> PATHS =
      List.of(
          "$event",
          "$event.type",
          "$event.a",
          "$event.b.c",
          "$event.payload",
          "$event.received_at",
          "$event.a[0]",
          "$event.b[-1]",
          "$event[\"a.b\"]",
          "$entity.user.plan",
          "$enrich.person",
          "$context",
          "$summarize",
          "$limit.value");

  private static final List<String> LITERALS =
      List.of(
          "0",
          "1",
          "-1",
          "0.1",
          "1e400",
          "1e-400",
          "9007199254740993",
          "true",
          "false",
          "null",
          "''",
          "'a'",
          "\"5\"",
          "'2026-03-01T10:00:00Z'",
          "'ß😀'",
          "[]",
          "{}",
          "[1, 'a', null]",
          "{a: 1, 'b c': [2]}");

  private static final List<String> LOOSE =
      List.of(
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "{{",
          "}}",
          ",",
          ":",
          "?",
          ".",
          "!",
          "not",
          "matches",
          "'(a+)+$'",
          "$",
          "$evnt",
          "lower(",
          "now()",
          "@",
          "\\",
          "'",
          "\"",
          "=>",
          "_x",
          "5.",
          "1e");

  private ExpressionTexts() {}

  /// An expression that parses, up to so many levels deep.
  static Gen<String> valid(int depth) {
    return random -> expression(random, depth);
  }

  /// Words of the language, and others, in any order.
  static Gen<String> loose() {
    return random -> {
      StringBuilder text = new StringBuilder();
      for (int left = 1 + random.nextInt(12); left > 0; left--) {
        text.append(
            switch (random.nextInt(6)) {
              case 0 -> pick(random, PATHS);
              case 1 -> pick(random, LITERALS);
              case 2 -> pick(random, BINARY);
              case 3 -> pick(random, COMPARISONS);
              case 4 -> pick(random, LOOSE);
              default ->
                  random.nextInt(4) == 0 ? Strings.any(6).from(random) : expression(random, 1);
            });
        text.append(random.nextInt(4) == 0 ? "" : " ");
      }
      return text.toString();
    };
  }

  private static String expression(Random random, int depth) {
    if (depth == 0) {
      return random.nextBoolean() ? pick(random, PATHS) : pick(random, LITERALS);
    }
    return switch (random.nextInt(9)) {
      case 0 -> pick(random, PATHS);
      case 1, 2 -> operation(random, depth, BINARY);
      case 3 -> operation(random, depth, COMPARISONS);
      case 4 -> "(not " + inner(random, depth) + ")";
      case 5 ->
          "("
              + inner(random, depth)
              + " ? "
              + inner(random, depth)
              + " : "
              + inner(random, depth)
              + ")";
      case 6 -> call(random, depth);
      case 7 ->
          "["
              + inner(random, depth)
              + ", "
              + inner(random, depth)
              + "]["
              + inner(random, depth)
              + "]";
      default -> "{ a: " + inner(random, depth) + ", 'b': " + inner(random, depth) + " }";
    };
  }

  private static String operation(Random random, int depth, List<String> operators) {
    return "("
        + inner(random, depth)
        + " "
        + pick(random, operators)
        + " "
        + inner(random, depth)
        + ")";
  }

  private static String inner(Random random, int depth) {
    return "(" + expression(random, depth - 1) + ")";
  }

  /// Any function; what is checked when the definition is loaded is given something that passes.
  private static String call(Random random, int depth) {
    Function function =
        requireNonNull(Functions.named(pick(random, List.copyOf(Functions.names()))));
    int count =
        function.least() + random.nextInt(Math.min(3, function.most() - function.least() + 1));
    List<String> given = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      given.add(checked(function.name(), index, random, depth));
    }
    return function.name() + "(" + String.join(", ", given) + ")";
  }

  private static String checked(String function, int index, Random random, int depth) {
    return switch (function + index) {
      case "money1" -> pick(random, List.of("'EUR'", "'jpy'", "$event.a"));
      case "add1" -> pick(random, List.of("'7d'", "'-1mo2h'", "$event.a"));
      case "diff2" -> pick(random, List.of("'days'", "'hour'", "$event.a"));
      case "format_date1" -> pick(random, List.of("'EEE d MMM uuuu HH:mm VV'", "$event.a"));
      case "format_date2" -> pick(random, List.of("'Europe/Berlin'", "$event.a"));
      default -> inner(random, depth);
    };
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
