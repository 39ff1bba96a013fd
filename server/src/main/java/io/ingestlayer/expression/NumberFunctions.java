package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// Functions on numbers.
final class NumberFunctions {
  /// `round` to so many digits, before or after the point.
  private static final int ROUND_MAX = 100;

  private static final BigDecimal HUNDRED = new BigDecimal(100);

  static final List<Function> ALL =
      List.of(
          Function.of("number(x)", 1, 1, NumberFunctions::number),
          Function.of("round(number, digits)", 1, 2, NumberFunctions::round),
          Function.of("floor(number)", 1, 1, in -> whole(in, RoundingMode.FLOOR)),
          Function.of("ceil(number)", 1, 1, in -> whole(in, RoundingMode.CEILING)),
          Function.of("abs(number)", 1, 1, NumberFunctions::abs),
          Function.of("money(minor_units, currency)", 2, 2, NumberFunctions::money)
              .checking(Money::problem),
          Function.of("percent(part, whole)", 2, 2, NumberFunctions::percent));

  private NumberFunctions() {}

  private static Value number(Arguments in) {
    return switch (in.get(0)) {
      case Value.Num number -> number;
      case Value.Text text ->
          Decimals.parse(text.value()).map(Value.class::cast).orElse(Value.Absent.ABSENT);
      case Value.Bool _, Value.Arr _, Value.Obj _, Value.Null _, Value.Absent _ ->
          Value.Absent.ABSENT;
    };
  }

  /// Half goes away from zero, as on an invoice.
  private static Value round(Arguments in) {
    BigDecimal number = in.number(0);
    int digits = 0;
    if (in.count() == 2) {
      digits = in.get(1) instanceof Value.Num wanted ? Path.index(wanted) : Integer.MIN_VALUE;
    }
    if (number == null || digits < -ROUND_MAX || digits > ROUND_MAX) {
      return Value.Absent.ABSENT;
    }
    return Decimals.value(number.setScale(digits, RoundingMode.HALF_UP), in.notes());
  }

  private static Value whole(Arguments in, RoundingMode mode) {
    BigDecimal number = in.number(0);
    return number == null
        ? Value.Absent.ABSENT
        : Decimals.value(number.setScale(0, mode), in.notes());
  }

  private static Value abs(Arguments in) {
    BigDecimal number = in.number(0);
    return number == null ? Value.Absent.ABSENT : Decimals.value(number.abs(), in.notes());
  }

  private static Value money(Arguments in) {
    BigDecimal minorUnits = in.number(0);
    String currency = in.text(1);
    return minorUnits == null || currency == null
        ? Value.Absent.ABSENT
        : Money.text(minorUnits, currency, in.notes());
  }

  /// Rounded down to one decimal, so that 99.96 is not yet 100.
  private static Value percent(Arguments in) {
    BigDecimal part = in.number(0);
    BigDecimal whole = in.number(1);
    if (part == null || whole == null) {
      return Value.Absent.ABSENT;
    }
    if (whole.signum() == 0) {
      in.notes().remark("division by zero");
      return Value.Absent.ABSENT;
    }
    BigDecimal percent = Decimals.divide(part.multiply(HUNDRED), whole);
    return Decimals.value(percent.setScale(1, RoundingMode.FLOOR), in.notes());
  }
}
