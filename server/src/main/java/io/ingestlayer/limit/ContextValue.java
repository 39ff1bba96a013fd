package io.ingestlayer.limit;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.math.BigDecimal;

/// A value as the context of a record may hold it: a string or an integer.
final class ContextValue {
  private static final int CODE_POINTS_MAX = 256;
  private static final BigDecimal MAX = BigDecimal.valueOf(ExactInteger.MAX);

  private ContextValue() {}

  /// An integer up to 2^53 − 1 as it is, everything else as text of at most 256 code points; absent when there is nothing.
  static Value of(Value value) {
    return switch (value) {
      case Value.Absent _, Value.Null _ -> Value.Absent.ABSENT;
      case Value.Bool bool -> Value.of(Boolean.toString(bool.value()));
      case Value.Num number -> number(number);
      case Value.Text text -> Value.of(text(text.value()));
      case Value.Arr _, Value.Obj _ -> Value.of(text(Json.write(value)));
    };
  }

  /// The same for a key that is shown, where null is null.
  static Value shown(Value value) {
    return value instanceof Value.Null ? value : of(value);
  }

  private static Value number(Value.Num number) {
    BigDecimal decimal = number.decimal();
    boolean exact = decimal.abs().compareTo(MAX) <= 0 && isWhole(decimal);
    return exact ? Value.of(decimal.longValueExact()) : Value.of(text(number.text()));
  }

  private static boolean isWhole(BigDecimal decimal) {
    return decimal.signum() == 0 || decimal.stripTrailingZeros().scale() <= 0;
  }

  /// Cut at a code point; what PostgreSQL's jsonb does not take (U+0000, half a surrogate pair) is replaced.
  private static String text(String text) {
    StringBuilder kept = new StringBuilder(Math.min(text.length(), CODE_POINTS_MAX));
    text.codePoints()
        .limit(CODE_POINTS_MAX)
        .map(it -> it == 0 || (it >= 0xD800 && it <= 0xDFFF) ? 0xFFFD : it)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }
}
