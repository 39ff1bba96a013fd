package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.util.List;

/// `+ - * / %`, a row of equally strong ones being one node, so that a long sum is not a deep tree.
///
/// Whatever cannot be calculated is absent.
record Arithmetic(Operand first, List<Term> terms) implements Node {

  /// An operator and what stands to its right.
  record Term(Operator operator, Operand operand) {}

  enum Operator {
    PLUS("+"),
    MINUS("-"),
    TIMES("*"),
    DIVIDED_BY("/"),
    MODULO("%");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    String symbol() {
      return symbol;
    }
  }

  Arithmetic {
    terms = List.copyOf(terms);
  }

  @Override
  public Value evaluate(Scope scope, Notes notes) {
    Value result = first.evaluate(scope, notes);
    Operand left = first;
    for (Term term : terms) {
      Operand right = term.operand();
      Value value = right.evaluate(scope, notes);
      if (result instanceof Value.Num a && value instanceof Value.Num b) {
        result = Decimals.calculate(term.operator(), a.decimal(), b.decimal(), notes);
      } else if (term.operator() == Operator.PLUS
          && result instanceof Value.Text a
          && value instanceof Value.Text b) {
        result = Texts.join(a.value(), b.value(), notes);
      } else {
        noteMismatch(left, result, term, value, notes);
        return Value.Absent.ABSENT;
      }
      if (!result.isPresent()) {
        return Value.Absent.ABSENT;
      }
      left = right;
    }
    return result;
  }

  private static void noteMismatch(
      Operand left, Value leftValue, Term term, Value rightValue, Notes notes) {
    boolean joins = term.operator() == Operator.PLUS;
    boolean leftFits = leftValue instanceof Value.Num || (joins && leftValue instanceof Value.Text);
    Value culprit = leftFits ? rightValue : leftValue;
    String wanted = leftFits ? Kinds.name(leftValue) : "a number";
    notes.mistyped(leftFits ? term.operand() : left, culprit, wanted);
  }

  /// Unary `-`.
  record Negation(Operand operand) implements Node {
    @Override
    public Value evaluate(Scope scope, Notes notes) {
      Value value = operand.evaluate(scope, notes);
      if (value instanceof Value.Num number) {
        return Decimals.value(number.decimal().negate(), notes);
      }
      notes.mistyped(operand, value, "a number");
      return Value.Absent.ABSENT;
    }
  }
}
