package io.ingestlayer.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Cuts an expression into words, one at a time: in a text, what follows the closing braces is no expression.
final class Lexer {
  private static final List<String> SYMBOLS =
      List.of(
          "==", "!=", "<=", ">=", "&&", "||", "??", "=", "<", ">", "!", "?", ":", "+", "-", "*",
          "/", "%", ".", ",", "(", ")", "[", "]", "{", "}");

  /// What people write who come from another language, and what it is here.
  private static final Map<String, String> FOREIGN =
      Map.of(
          "===",
          "`==`",
          "!==",
          "`!=`",
          "<>",
          "`!=`",
          "=>",
          "`>=`",
          "=<",
          "`<=`",
          "=~",
          "`matches`",
          "**",
          "`a * a`",
          "?.",
          "`.`; a missing field is simply absent");

  private final String source;
  private int at;

  Lexer(String source, int at) {
    this.source = source;
    this.at = at;
  }

  Token next() {
    while (at < source.length() && isBlank(source.charAt(at))) {
      at++;
    }
    int start = at;
    if (start == source.length()) {
      return new Token(Token.Kind.END, "", start, start);
    }
    char first = source.charAt(start);
    if (first == '"' || first == '\'') {
      return string(start, first);
    }
    if (isDigit(first)) {
      return number(start);
    }
    if (isNameStart(first)) {
      return new Token(Token.Kind.NAME, name(), start, at);
    }
    if (first == '$') {
      at++;
      String name = name();
      if (name.isEmpty()) {
        throw refuse(
            start, "a name should follow `$`", "`$event.name`, or `\\$` for the sign in a text");
      }
      return new Token(Token.Kind.ROOT, name, start, at);
    }
    return symbol(start);
  }

  private Token symbol(int start) {
    for (Map.Entry<String, String> foreign : FOREIGN.entrySet()) {
      if (source.startsWith(foreign.getKey(), start)) {
        throw refuse(start, "`" + foreign.getKey() + "` is not used here", foreign.getValue());
      }
    }
    for (String symbol : SYMBOLS) {
      if (source.startsWith(symbol, start)) {
        at = start + symbol.length();
        return new Token(Token.Kind.SYMBOL, symbol, start, at);
      }
    }
    String character = Character.toString(source.codePointAt(start));
    String instead =
        switch (character) {
          case "&" -> "`and`";
          case "|" -> "`or`";
          case "“", "”", "‘", "’", "`", "„", "«", "»" -> "straight quotes, \"…\" or '…'";
          default -> null;
        };
    throw refuse(start, "`" + character + "` is not part of the language", instead);
  }

  private Token number(int start) {
    skipDigits();
    if (at + 1 < source.length() && source.charAt(at) == '.' && isDigit(source.charAt(at + 1))) {
      at++;
      skipDigits();
    }
    if (at < source.length() && (source.charAt(at) == 'e' || source.charAt(at) == 'E')) {
      at++;
      if (at < source.length() && (source.charAt(at) == '+' || source.charAt(at) == '-')) {
        at++;
      }
      skipDigits();
    }
    String text = source.substring(start, at);
    if (at < source.length() && isNamePart(source.charAt(at))) {
      throw refuse(
          start, "a number ends in a letter", "\"" + text + source.charAt(at) + "…\" in quotes");
    }
    if (text.length() > 1 && text.charAt(0) == '0' && isDigit(text.charAt(1))) {
      throw refuse(
          start, "a number does not begin with 0", "\"" + text + "\" in quotes, or without it");
    }
    if (Decimals.parse(text).isEmpty()) {
      throw refuse(start, "this is no number, or one with too many digits", null);
    }
    return new Token(Token.Kind.NUMBER, text, start, at);
  }

  private Token string(int start, char quote) {
    StringBuilder text = new StringBuilder();
    at = start + 1;
    while (at < source.length() && source.charAt(at) != quote) {
      char next = source.charAt(at++);
      if (next == '\\' && at < source.length()) {
        escape(text);
      } else {
        text.append(next);
      }
    }
    if (at == source.length()) {
      throw refuse(start, "the string that begins here does not end", null);
    }
    at++;
    return new Token(Token.Kind.STRING, text.toString(), start, at);
  }

  /// A backslash before a letter that means nothing stays, so that `'\d+'` is the pattern it looks like.
  private void escape(StringBuilder text) {
    char escaped = source.charAt(at++);
    switch (escaped) {
      case '\\', '"', '\'' -> text.append(escaped);
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case 'u' -> text.append(unicode());
      default -> text.append('\\').append(escaped);
    }
  }

  private char unicode() {
    int code = 0;
    for (int digit = 0; digit < 4; digit++, at++) {
      int value = at < source.length() ? Character.digit(source.charAt(at), 16) : -1;
      if (value < 0) {
        throw refuse(at, "four hexadecimal digits should follow `\\u`", null);
      }
      code = code * 16 + value;
    }
    return (char) code;
  }

  private void skipDigits() {
    while (at < source.length() && isDigit(source.charAt(at))) {
      at++;
    }
  }

  private String name() {
    int start = at;
    while (at < source.length()
        && (at == start ? isNameStart(source.charAt(at)) : isNamePart(source.charAt(at)))) {
      at++;
    }
    return source.substring(start, at);
  }

  private ExpressionException refuse(int position, String problem, @Nullable String suggestion) {
    return new ExpressionException(source, position, problem, suggestion);
  }

  private static boolean isBlank(char next) {
    return Character.isWhitespace(next) || Character.isSpaceChar(next);
  }

  private static boolean isDigit(char next) {
    return next >= '0' && next <= '9';
  }

  static boolean isNameStart(char next) {
    return next == '_' || Character.isLetter(next);
  }

  static boolean isNamePart(char next) {
    return next == '_' || Character.isLetterOrDigit(next);
  }

  /// Whether the name can follow a dot as it is.
  static boolean isName(String text) {
    return !text.isEmpty()
        && isNameStart(text.charAt(0))
        && text.chars().allMatch(next -> isNamePart((char) next));
  }
}
