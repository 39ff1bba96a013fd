package io.ingestlayer.limit;

import io.ingestlayer.event.Value;
import java.math.BigDecimal;
import java.util.OptionalLong;

/// Whole numbers that every JSON reader takes for what they are: 0 to 2^53 − 1 (RFC 7493, section 2.2).
public final class ExactInteger {
  public static final long MAX = (1L << 53) - 1;

  private static final BigDecimal MAX_DECIMAL = BigDecimal.valueOf(MAX);

  private ExactInteger() {}

  /// The number, if it is one: `42`, `42.0` and `4.2e1` are 42; `"42"`, `1.5` and `-1` are none.
  public static OptionalLong of(Value value) {
    if (!(value instanceof Value.Num number)) {
      return OptionalLong.empty();
    }
    BigDecimal decimal = number.decimal();
    if (decimal.signum() < 0 || decimal.compareTo(MAX_DECIMAL) > 0) {
      return OptionalLong.empty();
    }
    // Compared before: a number such as 1e-999999 would be a long one when written out.
    if (decimal.signum() == 0) {
      return OptionalLong.of(0);
    }
    BigDecimal stripped = decimal.stripTrailingZeros();
    return stripped.scale() > 0 ? OptionalLong.empty() : OptionalLong.of(stripped.longValueExact());
  }

  /// The sum, but never more than the largest.
  public static long add(long a, long b) {
    return a > MAX - b ? MAX : a + b;
  }
}
