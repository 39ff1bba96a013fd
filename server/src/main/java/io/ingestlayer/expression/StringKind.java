package io.ingestlayer.expression;

import java.util.regex.Pattern;

/// What a string in a definition was meant to be.
enum StringKind {
  EXPRESSION,
  TEXT;

  /// `{ name:` or `{ "name":` or `{}`: `{name} signed up` is a text.
  private static final Pattern OBJECT =
      Pattern.compile("\\{\\s*(?:}|(?:[\\p{L}_][\\p{L}\\p{N}_]*|\"[^\"]*\"|'[^']*')\\s*:)");

  static StringKind of(String source) {
    String trimmed = source.strip();
    if (trimmed.startsWith("$")) {
      return EXPRESSION;
    }
    if (trimmed.startsWith("[") && trimmed.endsWith("]")) {
      return isExpression(trimmed) ? EXPRESSION : TEXT;
    }
    return OBJECT.matcher(trimmed).lookingAt() ? EXPRESSION : TEXT;
  }

  /// `[URGENT]` is a text, `["urgent"]` and `[$event.tag]` are arrays.
  private static boolean isExpression(String source) {
    try {
      Parser.parse(source, new Uses());
      return true;
    } catch (ExpressionException e) {
      return false;
    }
  }
}
