package io.ingestlayer.expression;

import io.ingestlayer.event.Value;

/// A piece of a parsed expression. Immutable, shared between threads, total: it always answers.
@FunctionalInterface
interface Node {
  Value evaluate(Scope scope, Notes notes);

  /// A value that stands in the definition.
  record Literal(Value value) implements Node {
    @Override
    public Value evaluate(Scope scope, Notes notes) {
      return value;
    }
  }
}
