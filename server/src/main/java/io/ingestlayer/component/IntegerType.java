package io.ingestlayer.component;

import io.ingestlayer.event.Value;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// A whole number within bounds.
record IntegerType(int min, int max) implements FieldType<Integer> {
  private static final int EXPONENT_MAX = 20;

  @Override
  public String name() {
    return "integer";
  }

  @Override
  public @Nullable Integer read(Node node, ConfigReader reader) {
    String expected = "a whole number from " + min + " to " + max;
    if (!(node instanceof Node.Scalar scalar) || !(scalar.value() instanceof Value.Num number)) {
      return reader.wrongType(node, expected);
    }
    BigDecimal decimal = number.decimal();
    boolean whole =
        Math.abs(decimal.scale()) <= EXPONENT_MAX && decimal.stripTrailingZeros().scale() <= 0;
    if (!whole) {
      return reader.wrongType(node, expected);
    }
    if (decimal.compareTo(BigDecimal.valueOf(min)) < 0
        || decimal.compareTo(BigDecimal.valueOf(max)) > 0) {
      reader.error(
          node.at(), "out_of_range", "expected " + expected + ", found " + NodeText.describe(node));
      return null;
    }
    return decimal.intValueExact();
  }
}
