package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a function was called with.
record Arguments(List<Value> values, Scope scope, Notes notes) {

  int count() {
    return values.size();
  }

  Value get(int index) {
    return index < values.size() ? values.get(index) : Value.Absent.ABSENT;
  }

  /// The argument when it is a string.
  @Nullable String text(int index) {
    return get(index) instanceof Value.Text text ? text.value() : null;
  }

  /// The argument when it is a number.
  @Nullable BigDecimal number(int index) {
    return get(index) instanceof Value.Num number ? number.decimal() : null;
  }

  /// The argument when it is a point in time.
  @Nullable Instant time(int index) {
    return Dates.read(get(index));
  }

  /// The only argument's elements when it is an array, else the arguments themselves.
  List<Value> elements() {
    return values.size() == 1 && get(0) instanceof Value.Arr array ? array.elements() : values;
  }
}
