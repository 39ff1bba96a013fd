package io.ingestlayer.event;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;

/// Why a text is not JSON that we take: a stable code, the place, and words for a person.
///
/// It carries no stack trace: it is the sender's mistake, not ours, and may come very often.
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public static final String INVALID = "invalid_json";
  public static final String DEPTH = "too_deep";
  public static final String DUPLICATE = "duplicate_key";
  public static final String NUMBER = "number_too_large";
  public static final String MEMBERS = "too_many_members";
  public static final String NODES = "too_many_nodes";
  public static final String NAME = "name_too_long";
  public static final String STRING = "string_too_long";

  private static final int MESSAGE_MAX = 300;

  /// The tokenizer repeats a word that lacks its quotes, which may be a secret.
  private static final Pattern UNQUOTED_WORD = Pattern.compile("^(Unrecognized token) '[^']*'");

  private final String code;
  private final int line;
  private final int column;
  private final String pointer;

  /// @param line counted from 1
  /// @param column counted from 1
  /// @param pointer the JSON pointer of the value in question, empty for the whole document
  public JsonException(String code, String message, int line, int column, String pointer) {
    super(message, null, false, false);
    this.code = requireNonNull(code);
    this.line = line;
    this.column = column;
    this.pointer = requireNonNull(pointer);
  }

  /// What the tokenizer found wrong, in our words and with our codes.
  ///
  /// @param pointer the value that was being read, as far as it is known
  public static JsonException from(JacksonException failure, JsonParser parser, String pointer) {
    String code = failure instanceof JsonBounds.Passed passed ? passed.code : INVALID;
    TokenStreamLocation location = failure.getLocation();
    String said =
        UNQUOTED_WORD.matcher(requireNonNull(failure.getOriginalMessage())).replaceFirst("$1");
    return at(location == null ? parser.currentLocation() : location, code, shorten(said), pointer);
  }

  static JsonException at(JsonParser parser, String code, String message, String pointer) {
    return at(parser.currentTokenLocation(), code, message, pointer);
  }

  private static JsonException at(
      TokenStreamLocation location, String code, String message, String pointer) {
    int line = Math.max(1, location.getLineNr());
    int column = Math.max(1, location.getColumnNr());
    return new JsonException(code, message, line, column, pointer);
  }

  private static String shorten(String message) {
    return message.length() <= MESSAGE_MAX ? message : message.substring(0, MESSAGE_MAX) + "…";
  }

  public String code() {
    return code;
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }

  public String pointer() {
    return pointer;
  }

  /// What is wrong, without the place, for who knows the place better: the text may be part of a longer one.
  public String reason() {
    return requireNonNull(super.getMessage());
  }

  @Override
  public String getMessage() {
    return String.format(
        Locale.ROOT,
        "%s at line %d, column %d%s",
        super.getMessage(),
        line,
        column,
        pointer.isEmpty() ? "" : " (" + pointer + ")");
  }
}
