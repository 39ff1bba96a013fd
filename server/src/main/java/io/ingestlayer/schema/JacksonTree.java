package io.ingestlayer.schema;

import io.ingestlayer.event.Value;
import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Our values as the validator's tree; numbers stay exact.
final class JacksonTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int WHOLE_SCALE_MAX = 1_000;

  private JacksonTree() {}

  static JsonNode of(Value value) {
    return switch (value) {
      case Value.Text text -> NODES.stringNode(text.value());
      case Value.Num number -> number(number.decimal());
      case Value.Bool truth -> NODES.booleanNode(truth.value());
      case Value.Null none -> NODES.nullNode();
      case Value.Absent none -> NODES.nullNode();
      case Value.Arr array -> {
        ArrayNode node = NODES.arrayNode(array.elements().size());
        array.elements().forEach(it -> node.add(of(it)));
        yield node;
      }
      case Value.Obj object -> {
        ObjectNode node = NODES.objectNode();
        object.members().forEach((name, it) -> node.set(name, of(it)));
        yield node;
      }
    };
  }

  /// A whole number is an integer to JSON Schema however it was written: `1.0` too.
  private static JsonNode number(BigDecimal decimal) {
    BigDecimal stripped = decimal.stripTrailingZeros();
    return stripped.scale() <= 0 && stripped.scale() >= -WHOLE_SCALE_MAX
        ? NODES.numberNode(stripped.toBigIntegerExact())
        : NODES.numberNode(decimal);
  }
}
