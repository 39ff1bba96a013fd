package io.ingestlayer.workspace;

import static io.ingestlayer.component.FieldTypes.EXPRESSION;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.Node;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.limit.ExactInteger;
import io.ingestlayer.limit.Threshold;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// How much is allowed: a whole number, or an expression that says it.
record ThresholdType() implements FieldType<Threshold> {
  static final ThresholdType THRESHOLD = new ThresholdType();

  @Override
  public String name() {
    return "a whole number from 0 to "
        + ExactInteger.MAX
        + ", or an expression such as $entity.customer.quota";
  }

  @Override
  public @Nullable Threshold read(Node node, ConfigReader reader) {
    if (node instanceof Node.Scalar scalar && scalar.value() instanceof Value.Num number) {
      OptionalLong value = ExactInteger.of(number);
      if (value.isEmpty()) {
        reader.error(node.at(), "out_of_range", "a threshold is " + name());
        return null;
      }
      return new Threshold.Fixed(value.getAsLong());
    }
    if (!(node instanceof Node.Scalar scalar) || !scalar.value().isPresent()) {
      return reader.wrongType(node, name());
    }
    Expression expression = EXPRESSION.read(node, reader);
    if (expression != null && expression.isConstant()) {
      return reader.wrongType(node, name());
    }
    return expression == null ? null : new Threshold.Computed(expression);
  }
}
