package io.ingestlayer.expression;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a condition in data form does with its field and its value: a comparison of the language, a function
/// of two strings, or a look whether anything is there.
sealed interface ConditionOperator {
  String EXISTS = "exists";
  List<String> FUNCTIONS = List.of("starts_with", "ends_with");

  Node compare(Operand field, Operand value);

  /// Whether the strings of the value may be expressions.
  default boolean takesTemplates() {
    return true;
  }

  /// @throws ExpressionException when there is no such operator
  static ConditionOperator parse(String written) {
    String op = written.strip().toLowerCase(Locale.ROOT);
    Operator operator = Operator.written(op.replace('_', ' '));
    if (operator != null) {
      return new Compared(operator);
    }
    if (op.equals(EXISTS)) {
      return new Existing();
    }
    if (FUNCTIONS.contains(op)) {
      return new Called(requireNonNull(Functions.named(op)));
    }
    throw new ExpressionException(
        written, 0, "there is no operator `" + written + "`", nearest(op));
  }

  private static @Nullable String nearest(String op) {
    List<String> known = new ArrayList<>(FUNCTIONS);
    Operator.WRITTEN.forEach(symbol -> known.add(symbol.replace(' ', '_')));
    known.add(EXISTS);
    return switch (op) {
      case "eq", "equals", "is", "===" -> "`==`";
      case "ne", "neq", "not_equals", "is_not", "<>", "!==" -> "`!=`";
      case "gt" -> "`>`";
      case "gte" -> "`>=`";
      case "lt" -> "`<`";
      case "lte" -> "`<=`";
      case "regex" -> "`matches`";
      default -> Nearest.to(op, known).map(found -> "`" + found + "`").orElse(null);
    };
  }

  record Compared(Operator operator) implements ConditionOperator {
    @Override
    public Node compare(Operand field, Operand value) {
      return operator.compare(field, value, true);
    }

    @Override
    public boolean takesTemplates() {
      return operator != Operator.MATCHES;
    }
  }

  /// `exists`, and with the value `false` the opposite.
  record Existing() implements ConditionOperator {
    @Override
    public Node compare(Operand field, Operand value) {
      boolean wanted = !value.isLiteral(Value.Bool.FALSE);
      return new Comparison.Equality(
          field, Operand.literal(Value.Null.NULL, "null"), wanted, false);
    }
  }

  record Called(Function function) implements ConditionOperator {
    @Override
    public Node compare(Operand field, Operand value) {
      return new Call(function, List.of(field, value));
    }
  }
}
