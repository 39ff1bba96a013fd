package io.ingestlayer.expression;

import com.google.re2j.Pattern;
import io.ingestlayer.event.Value;
import java.util.List;

/// The predicates. `loose` ones take a number written as a string in the definition for the number, when the
/// event has one: only conditions in data form are.
final class Comparison {
  private Comparison() {}

  /// `==` and `!=`
  record Equality(Operand left, Operand right, boolean negated, boolean loose) implements Node {
    @Override
    public Value evaluate(Scope scope, Notes notes) {
      Value a = left.evaluate(scope, notes);
      Value b = right.evaluate(scope, notes);
      if (!a.isPresent() && !right.isLiteral(Value.Null.NULL)) {
        notes.absent(left, a);
      }
      if (!b.isPresent() && !left.isLiteral(Value.Null.NULL)) {
        notes.absent(right, b);
      }
      return Value.of(equal(a, loose ? alike(b, a) : b) != negated);
    }
  }

  /// `<`, `<=`, `>`, `>=`: of two numbers, or of two strings.
  record Order(Operand left, Operand right, Ordering ordering, boolean loose) implements Node {
    @Override
    public Value evaluate(Scope scope, Notes notes) {
      Value a = left.evaluate(scope, notes);
      Value wanted = right.evaluate(scope, notes);
      Value b = loose ? alike(wanted, a) : wanted;
      if (a instanceof Value.Num x && b instanceof Value.Num y) {
        return Value.of(ordering.holds(x.decimal().compareTo(y.decimal())));
      }
      if (a instanceof Value.Text x && b instanceof Value.Text y) {
        return Value.of(ordering.holds(Ordering.compare(x.value(), y.value())));
      }
      noteUnordered(a, b, notes);
      return Value.Bool.FALSE;
    }

    private void noteUnordered(Value a, Value b, Notes notes) {
      if (!canBeOrdered(a)) {
        notes.mistyped(left, a, "a number or a string");
      } else if (!canBeOrdered(b)) {
        notes.mistyped(right, b, "a number or a string");
      } else if (left.isLiteral()) {
        notes.mistyped(right, b, Kinds.name(a));
      } else {
        notes.mistyped(left, a, Kinds.name(b));
      }
    }

    private static boolean canBeOrdered(Value value) {
      return value instanceof Value.Num || value instanceof Value.Text;
    }
  }

  /// `in` and `not in`
  record Membership(Operand left, Operand right, boolean negated, boolean loose) implements Node {
    @Override
    public Value evaluate(Scope scope, Notes notes) {
      Value element = left.evaluate(scope, notes);
      Value list = right.evaluate(scope, notes);
      if (!element.isPresent()) {
        notes.absent(left, element);
      }
      if (list instanceof Value.Arr array) {
        return Value.of(holds(array.elements(), element, loose) != negated);
      }
      notes.mistyped(right, list, "an array");
      return Value.of(negated);
    }
  }

  /// `contains`: a string in a string, or an element in an array.
  record Containment(Operand left, Operand right, boolean loose) implements Node {
    @Override
    public Value evaluate(Scope scope, Notes notes) {
      Value whole = left.evaluate(scope, notes);
      Value part = right.evaluate(scope, notes);
      if (whole instanceof Value.Arr array) {
        return Value.of(contains(array.elements(), part, loose));
      }
      if (whole instanceof Value.Text text && part instanceof Value.Text wanted) {
        return Value.of(Search.contains(text.value(), wanted.value()));
      }
      boolean wholeFits = whole instanceof Value.Text;
      notes.mistyped(
          wholeFits ? right : left,
          wholeFits ? part : whole,
          wholeFits ? "a string" : "a string or an array");
      return Value.Bool.FALSE;
    }
  }

  /// `matches`: the pattern is found somewhere in the string.
  record Match(Operand left, Pattern pattern) implements Node {
    @Override
    public Value evaluate(Scope scope, Notes notes) {
      Value value = left.evaluate(scope, notes);
      if (value instanceof Value.Text text) {
        return Value.of(pattern.matcher(text.value()).find());
      }
      notes.mistyped(left, value, "a string");
      return Value.Bool.FALSE;
    }
  }

  /// Absent and null are one and the same here; a number is never equal to a string.
  static boolean equal(Value a, Value b) {
    return (a.isPresent() && b.isPresent()) ? a.equals(b) : a.isPresent() == b.isPresent();
  }

  /// Here the definition's side is the one element that is looked for.
  private static boolean contains(List<Value> elements, Value wanted, boolean loose) {
    for (Value element : elements) {
      if (equal(element, loose ? alike(wanted, element) : wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(List<Value> elements, Value wanted, boolean loose) {
    for (Value element : elements) {
      if (equal(wanted, loose ? alike(element, wanted) : element)) {
        return true;
      }
    }
    return false;
  }

  /// What the definition wants, as a number when the event has a number and the definition writes it in quotes.
  private static Value alike(Value wanted, Value actual) {
    return wanted instanceof Value.Text text && actual instanceof Value.Num
        ? Decimals.parse(text.value()).map(Value.class::cast).orElse(wanted)
        : wanted;
  }
}
