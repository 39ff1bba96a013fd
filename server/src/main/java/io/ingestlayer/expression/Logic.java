package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.util.List;

/// `and`, `or`, `not`, `? :` and `??`.
final class Logic {
  private Logic() {}

  /// True when all are; stops at the first that is not.
  record And(List<Operand> operands) implements Node {
    public And {
      operands = List.copyOf(operands);
    }

    @Override
    public Value evaluate(Scope scope, Notes notes) {
      for (Operand operand : operands) {
        if (!operand.test(scope, notes)) {
          return Value.Bool.FALSE;
        }
      }
      return Value.Bool.TRUE;
    }
  }

  /// True when one is; stops at the first that is.
  record Or(List<Operand> operands) implements Node {
    public Or {
      operands = List.copyOf(operands);
    }

    @Override
    public Value evaluate(Scope scope, Notes notes) {
      for (Operand operand : operands) {
        if (operand.test(scope, notes)) {
          return Value.Bool.TRUE;
        }
      }
      return Value.Bool.FALSE;
    }
  }

  record Not(Operand operand) implements Node {
    @Override
    public Value evaluate(Scope scope, Notes notes) {
      return Value.of(!operand.test(scope, notes));
    }
  }

  record Choice(Operand condition, Operand yes, Operand no) implements Node {
    @Override
    public Value evaluate(Scope scope, Notes notes) {
      return (condition.test(scope, notes) ? yes : no).evaluate(scope, notes);
    }
  }

  /// The first that is there, else what the last one is.
  record Coalesce(List<Operand> operands) implements Node {
    public Coalesce {
      operands = List.copyOf(operands);
    }

    @Override
    public Value evaluate(Scope scope, Notes notes) {
      int last = operands.size() - 1;
      for (Operand operand : operands.subList(0, last)) {
        // The author has said what happens when it is not there: nothing to note.
        Value value = operand.evaluate(scope, Notes.none());
        if (value.isPresent()) {
          return value;
        }
      }
      return operands.get(last).evaluate(scope, notes);
    }
  }
}
