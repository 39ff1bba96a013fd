package io.ingestlayer.component;

import io.ingestlayer.expression.ExpressionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A single value whose text is parsed: an expression, or a text with expressions in it.
record ParsedType<T>(String name, String example, Function<String, T> parser)
    implements FieldType<T> {

  @Override
  public @Nullable T read(Node node, ConfigReader reader) {
    if (!(node instanceof Node.Scalar scalar) || !scalar.value().isPresent()) {
      return reader.wrongType(node, example);
    }
    return parse(scalar.text(), node, parser, reader);
  }

  /// What the parser makes of it; null after an error at the node was added.
  static <S, T> @Nullable T parse(S source, Node node, Function<S, T> parser, ConfigReader reader) {
    try {
      return parser.apply(source);
    } catch (ExpressionException e) {
      reader.error(node.at(), "invalid_expression", String.valueOf(e.getMessage()));
      return null;
    }
  }
}
