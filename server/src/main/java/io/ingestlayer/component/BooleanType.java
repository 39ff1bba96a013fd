package io.ingestlayer.component;

import io.ingestlayer.event.Value;
import org.jspecify.annotations.Nullable;

/// `true` or `false`, and nothing else: `yes` and `on` are text in YAML 1.2.
record BooleanType() implements FieldType<Boolean> {

  @Override
  public String name() {
    return "boolean";
  }

  @Override
  public @Nullable Boolean read(Node node, ConfigReader reader) {
    if (node instanceof Node.Scalar scalar && scalar.value() instanceof Value.Bool truth) {
      return truth.value();
    }
    return reader.wrongType(node, "true or false");
  }
}
