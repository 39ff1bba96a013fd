package io.ingestlayer.expression;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The comparisons, as a text writes them and as the data form does.
enum Operator {
  EQUAL("=="),
  NOT_EQUAL("!="),
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  GREATER_OR_EQUAL(">="),
  IN("in"),
  NOT_IN("not in"),
  CONTAINS("contains"),
  MATCHES("matches");

  static final List<String> WRITTEN = Arrays.stream(values()).map(Operator::symbol).toList();

  private final String symbol;

  Operator(String symbol) {
    this.symbol = symbol;
  }

  String symbol() {
    return symbol;
  }

  static @Nullable Operator written(String symbol) {
    if (symbol.equals("=")) {
      return EQUAL;
    }
    for (Operator operator : values()) {
      if (operator.symbol.equals(symbol)) {
        return operator;
      }
    }
    return null;
  }

  /// The predicate of two operands.
  ///
  /// @param loose whether a number in quotes on the right is taken for the number
  /// @throws com.google.re2j.PatternSyntaxException when the right side of `matches` is no pattern
  Node compare(Operand left, Operand right, boolean loose) {
    return switch (this) {
      case EQUAL -> new Comparison.Equality(left, right, false, loose);
      case NOT_EQUAL -> new Comparison.Equality(left, right, true, loose);
      case LESS -> new Comparison.Order(left, right, Ordering.LESS, loose);
      case LESS_OR_EQUAL -> new Comparison.Order(left, right, Ordering.LESS_OR_EQUAL, loose);
      case GREATER -> new Comparison.Order(left, right, Ordering.GREATER, loose);
      case GREATER_OR_EQUAL -> new Comparison.Order(left, right, Ordering.GREATER_OR_EQUAL, loose);
      case IN -> new Comparison.Membership(left, right, false, loose);
      case NOT_IN -> new Comparison.Membership(left, right, true, loose);
      case CONTAINS -> new Comparison.Containment(left, right, loose);
      case MATCHES -> new Comparison.Match(left, Patterns.literal(right));
    };
  }
}
