package io.ingestlayer.expression;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/// Why a text is no expression: what is wrong, where, and what was probably meant.
public final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int EXCERPT_MAX = 40;

  private final String source;
  private final int position;
  private final String problem;
  private final @Nullable String suggestion;

  /// @param position of the first character in question, counted from 0; the length of the source at its end
  /// @param suggestion what to write instead
  public ExpressionException(
      String source, int position, String problem, @Nullable String suggestion) {
    super(message(source, position, problem, suggestion));
    this.source = requireNonNull(source);
    this.position = position;
    this.problem = requireNonNull(problem);
    this.suggestion = suggestion;
  }

  public String source() {
    return source;
  }

  public int position() {
    return position;
  }

  public String problem() {
    return problem;
  }

  public @Nullable String suggestion() {
    return suggestion;
  }

  private static String message(
      String source, int position, String problem, @Nullable String suggestion) {
    String where = position >= source.length() ? "at the end" : "at `" + rest(source, position);
    String said = problem + ", " + where;
    return suggestion == null ? said : said + "; write " + suggestion;
  }

  private static String rest(String source, int position) {
    int end = Math.min(source.length(), position + EXCERPT_MAX);
    return source.substring(position, end) + (end < source.length() ? "…`" : "`");
  }
}
