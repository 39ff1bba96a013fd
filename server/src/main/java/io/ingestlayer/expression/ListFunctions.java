package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Functions on arrays and objects.
final class ListFunctions {
  private static final int ARGUMENTS_MAX = 64;

  static final List<Function> ALL =
      List.of(
          Function.of("min(a, b, …)", 1, ARGUMENTS_MAX, in -> extreme(in, -1)).answering(null),
          Function.of("max(a, b, …)", 1, ARGUMENTS_MAX, in -> extreme(in, 1)).answering(null),
          Function.of("sum(list)", 1, ARGUMENTS_MAX, ListFunctions::sum).answering(null),
          Function.of("count(list)", 1, 1, ListFunctions::count).answering(Value.of(0)),
          Function.of("first(list)", 1, 1, in -> in.get(0).get(0)),
          Function.of("last(list)", 1, 1, in -> in.get(0).get(-1)),
          Function.of("keys(object)", 1, 1, ListFunctions::keys));

  private ListFunctions() {}

  /// The smallest or the largest of what is there: all numbers, or all strings.
  private static Value extreme(Arguments in, int sign) {
    Value best = Value.Absent.ABSENT;
    for (Value value : in.elements()) {
      if (!value.isPresent()) {
        continue;
      }
      Integer order = best.isPresent() ? order(value, best) : order(value, value);
      if (order == null) {
        return Value.Absent.ABSENT;
      }
      if (!best.isPresent() || order * sign > 0) {
        best = value;
      }
    }
    return best;
  }

  private static @Nullable Integer order(Value a, Value b) {
    if (a instanceof Value.Num x && b instanceof Value.Num y) {
      return x.decimal().compareTo(y.decimal());
    }
    if (a instanceof Value.Text x && b instanceof Value.Text y) {
      return Ordering.compare(x.value(), y.value());
    }
    return null;
  }

  private static Value sum(Arguments in) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Value value : in.elements()) {
      if (value instanceof Value.Num number) {
        sum = sum.add(number.decimal());
      } else if (value.isPresent()) {
        return Value.Absent.ABSENT;
      }
    }
    return Decimals.value(sum, in.notes());
  }

  private static Value count(Arguments in) {
    return switch (in.get(0)) {
      case Value.Arr array -> Value.of(array.elements().size());
      case Value.Obj object -> Value.of(object.members().size());
      case Value.Text _, Value.Num _, Value.Bool _, Value.Null _, Value.Absent _ ->
          Value.Absent.ABSENT;
    };
  }

  private static Value keys(Arguments in) {
    return in.get(0) instanceof Value.Obj object
        ? Value.array(object.members().keySet().stream().map(Value.Text::new).toList())
        : Value.Absent.ABSENT;
  }
}
