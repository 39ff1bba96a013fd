package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Cuts a text into what stands there and what is to be put in.
final class TextParser {
  /// These are a value by themselves; of the others only a field makes sense in a text.
  private static final Set<String> WHOLE = Set.of("summarize", "translate");

  private static final int TYPO_MIN = 4;

  private final String source;
  private final Uses uses;
  private final List<Operand> parts = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();
  private int at;

  TextParser(String source, Uses uses) {
    this.source = source;
    this.uses = uses;
  }

  List<Operand> parts() {
    if (source.length() > Bounds.TEMPLATE_MAX) {
      String problem = "a text has at most " + Bounds.TEMPLATE_MAX + " characters";
      throw new ExpressionException(source, Bounds.TEMPLATE_MAX, problem, null);
    }
    while (at < source.length()) {
      char next = source.charAt(at);
      if (next == '\\' && (follows("$") || follows("{"))) {
        literal.append(source.charAt(at + 1));
        at += 2;
      } else if (next == '{' && follows("{")) {
        braces();
      } else if (next != '$' || !path()) {
        literal.append(next);
        at++;
      }
    }
    flush();
    return parts;
  }

  private void braces() {
    int start = at;
    Tokens tokens = new Tokens(source, start + 2);
    if (tokens.peek().kind() == Token.Kind.END) {
      throw new ExpressionException(source, start, "`{{` is not closed", "`\\{{` for the braces");
    }
    Operand operand = new Parser(tokens, uses).expression();
    tokens.expectClosingBraces();
    if (tokens.end() - start > Bounds.SOURCE_MAX) {
      String problem = "an expression has at most " + Bounds.SOURCE_MAX + " characters";
      throw new ExpressionException(source, start, problem, null);
    }
    add(operand);
    at = tokens.end();
  }

  /// Takes a bare path; what only looks like one, `$5` or `$total`, stays as it is.
  private boolean path() {
    int end = nameEnd(at + 1);
    String root = source.substring(at + 1, end);
    int pathEnd = pathEnd(end);
    boolean hasSteps = pathEnd > end;
    if (!Scope.ROOTS.contains(root)) {
      refuseTypo(root, hasSteps);
      return false;
    }
    if (!hasSteps && !WHOLE.contains(root)) {
      return false;
    }
    add(Parser.parse(source.substring(at, pathEnd), uses));
    at = pathEnd;
    return true;
  }

  private void refuseTypo(String root, boolean hasSteps) {
    if (hasSteps && root.length() >= TYPO_MIN) {
      Nearest.to(root, Scope.ROOTS)
          .ifPresent(nearest -> {
            throw new ExpressionException(
                source,
                at,
                "there is no `$" + root + "`",
                "`$" + nearest + "`, or `\\$" + root + "` for the text");
          });
    }
  }

  /// Where the steps end: names after dots, and positions or quoted names in brackets.
  private int pathEnd(int from) {
    int end = from;
    while (end < source.length()) {
      int next = source.charAt(end) == '.' ? nameEnd(end + 1) : bracketEnd(end);
      if (next <= end + 1) {
        return end;
      }
      end = next;
    }
    return end;
  }

  private int nameEnd(int from) {
    int end = from;
    while (end < source.length()
        && (end == from
            ? Lexer.isNameStart(source.charAt(end))
            : Lexer.isNamePart(source.charAt(end)))) {
      end++;
    }
    return end;
  }

  private int bracketEnd(int from) {
    if (source.charAt(from) != '[') {
      return from;
    }
    int close = source.indexOf(']', from);
    String key = close < 0 ? "" : source.substring(from + 1, close);
    boolean position = key.matches("-?[0-9]{1,9}");
    boolean name = key.matches("\"[^\"\\\\\\[]*\"|'[^'\\\\\\[]*'");
    return position || name ? close + 1 : from;
  }

  private boolean follows(String next) {
    return source.startsWith(next, at + 1);
  }

  private void add(Operand operand) {
    flush();
    parts.add(operand);
  }

  private void flush() {
    if (!literal.isEmpty()) {
      parts.add(Operand.literal(new Value.Text(literal.toString()), ""));
      literal.setLength(0);
    }
  }
}
