package io.ingestlayer.expression;

/// Stands in until the language lands.
public final class Expression {
  private Expression() {}
}
