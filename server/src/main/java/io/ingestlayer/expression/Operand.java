package io.ingestlayer.expression;

import io.ingestlayer.event.Value;

/// A piece of an expression with the text it was written as, so that a note can name it.
record Operand(Node node, String text) {
  private static final int TEXT_MAX = 80;

  Operand {
    text = text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "…";
  }

  static Operand literal(Value value, String text) {
    return new Operand(new Node.Literal(value), text);
  }

  Value evaluate(Scope scope, Notes notes) {
    return node.evaluate(scope, notes);
  }

  /// Whether it is true. Anything but true and false counts as false and is noted.
  boolean test(Scope scope, Notes notes) {
    Value value = node.evaluate(scope, notes);
    if (value instanceof Value.Bool bool) {
      return bool.value();
    }
    notes.mistyped(this, value, "true or false");
    return false;
  }

  boolean isLiteral() {
    return node instanceof Node.Literal;
  }

  boolean isLiteral(Value value) {
    return node instanceof Node.Literal literal && literal.value().equals(value);
  }
}
