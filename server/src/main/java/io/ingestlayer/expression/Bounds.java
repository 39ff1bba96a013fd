package io.ingestlayer.expression;

/// What the language may cost. A definition that passes a bound is refused when it is parsed; a result that
/// does is absent, with a remark.
public final class Bounds {
  /// Characters of one expression.
  public static final int SOURCE_MAX = 8 * 1024;

  /// Characters of one text with `{{ … }}` in it.
  public static final int TEMPLATE_MAX = 64 * 1024;

  /// Parentheses, calls, arrays and objects inside each other, and steps of one path.
  public static final int DEPTH_MAX = 64;

  /// Characters of a result: of a string, or of an array or object as JSON.
  public static final int RESULT_MAX = 256 * 1024;

  /// Arrays and objects inside each other in a result: an event's depth inside a template's.
  public static final int RESULT_DEPTH_MAX = 2 * DEPTH_MAX;

  /// Elements that `split` makes.
  public static final int ELEMENTS_MAX = 10_000;

  /// Characters of a regular expression.
  public static final int PATTERN_MAX = 1_000;

  /// States of a regular expression when its repetitions are written out, which is what a match costs per character.
  public static final int PATTERN_STATES_MAX = 1_000;

  /// Digits of a calculated number, before and after the point together.
  public static final int DIGITS_MAX = 1_000;

  /// Digits of a quotient.
  public static final int QUOTIENT_DIGITS = 34;

  private Bounds() {}
}
