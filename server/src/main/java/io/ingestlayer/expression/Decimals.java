package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/// Calculating with decimals: exact for `+ - *`, 34 digits for `/`, and never more digits than the bound.
final class Decimals {
  private static final MathContext QUOTIENT =
      new MathContext(Bounds.QUOTIENT_DIGITS, RoundingMode.HALF_EVEN);

  /// Beyond so many zeros a calculated number is written with an exponent.
  private static final int PLAIN_MAX = 40;

  private static final int NUMERAL_MAX = 100;
  private static final int EXPONENT_MAX = 400;

  private Decimals() {}

  static Value calculate(Arithmetic.Operator operator, BigDecimal a, BigDecimal b, Notes notes) {
    return switch (operator) {
      case PLUS -> value(a.add(b), notes);
      case MINUS -> value(a.subtract(b), notes);
      case TIMES -> value(a.multiply(b), notes);
      case DIVIDED_BY -> isZero(b, notes) ? Value.Absent.ABSENT : value(divide(a, b), notes);
      case MODULO -> isZero(b, notes) ? Value.Absent.ABSENT : value(a.remainder(b), notes);
    };
  }

  static BigDecimal divide(BigDecimal a, BigDecimal b) {
    return a.divide(b, QUOTIENT);
  }

  /// A calculated number, in its shortest form without an exponent; absent when it has too many digits.
  static Value value(BigDecimal result, Notes notes) {
    BigDecimal shortest = result.stripTrailingZeros();
    long exponent = (long) shortest.precision() - shortest.scale() - 1;
    if (shortest.precision() > Bounds.DIGITS_MAX || Math.abs(exponent) > Bounds.DIGITS_MAX) {
      notes.remark("a number of more than " + Bounds.DIGITS_MAX + " digits is left out");
      return Value.Absent.ABSENT;
    }
    if (shortest.scale() < 0 && exponent <= PLAIN_MAX) {
      return Value.Num.of(shortest.setScale(0));
    }
    boolean tiny = exponent < 0 && -exponent <= PLAIN_MAX;
    return tiny ? Value.Num.ofText(shortest.toPlainString()) : Value.Num.of(shortest);
  }

  static boolean isWhole(BigDecimal number) {
    return number.scale() <= 0 || number.stripTrailingZeros().scale() <= 0;
  }

  /// The number that a text writes: `-12`, `0.50`, `1e3`, with blanks around it; nothing when it is anything else.
  static Optional<Value.Num> parse(String text) {
    String numeral = text.strip();
    if (numeral.length() > NUMERAL_MAX || !isNumeral(numeral)) {
      return Optional.empty();
    }
    try {
      BigDecimal decimal = new BigDecimal(numeral);
      long exponent = (long) decimal.precision() - decimal.scale() - 1;
      boolean bounded = Math.abs(exponent) <= EXPONENT_MAX;
      return bounded && value(decimal, Notes.none()) instanceof Value.Num number
          ? Optional.of(number)
          : Optional.empty();
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// BigDecimal alone would also take digits of other scripts, `5.` and `.5`.
  private static boolean isNumeral(String text) {
    int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int point = digits(text, at);
    int mark =
        point > at && point < text.length() && text.charAt(point) == '.'
            ? digits(text, point + 1)
            : point;
    boolean fraction = mark == point || mark > point + 1;
    if (point == at || !fraction) {
      return false;
    }
    if (mark == text.length()) {
      return true;
    }
    if (text.charAt(mark) != 'e' && text.charAt(mark) != 'E') {
      return false;
    }
    int sign = mark + 1 < text.length() && "+-".indexOf(text.charAt(mark + 1)) >= 0 ? 1 : 0;
    int end = digits(text, mark + 1 + sign);
    return end == text.length() && end > mark + 1 + sign;
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static boolean isZero(BigDecimal divisor, Notes notes) {
    if (divisor.signum() == 0) {
      notes.remark("division by zero");
      return true;
    }
    return false;
  }
}
