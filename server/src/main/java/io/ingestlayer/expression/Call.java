package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;

/// A function and what it is given.
record Call(Function function, List<Operand> operands) implements Node {
  Call {
    operands = List.copyOf(operands);
  }

  @Override
  public Value evaluate(Scope scope, Notes notes) {
    List<Value> values = new ArrayList<>(operands.size());
    Value withoutValue = function.withoutValue();
    for (Operand operand : operands) {
      Value value = operand.evaluate(scope, notes);
      if (!value.isPresent() && withoutValue != null) {
        notes.absent(operand, value);
        return withoutValue;
      }
      values.add(value);
    }
    Value answer = function.body().apply(new Arguments(values, scope, notes));
    if (answer == Value.Absent.ABSENT && !operands.isEmpty()) {
      notes.unanswered(function.name(), operands.getFirst(), values.getFirst());
    }
    return answer;
  }
}
