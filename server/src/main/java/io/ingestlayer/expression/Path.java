package io.ingestlayer.expression;

import io.ingestlayer.event.Value;

/// The steps of a path: a root, a member, an element, or whichever of the two a key turns out to name.
final class Path {
  /// No array is this long; a position beyond it is past the end.
  private static final int INDEX_DIGITS_MAX = 9;

  private Path() {}

  /// `$name`
  record Root(String name) implements Node {
    @Override
    public Value evaluate(Scope scope, Notes notes) {
      return scope.root(name);
    }

    boolean isEvent() {
      return name.equals("event");
    }
  }

  /// `.name`, and `["name"]`
  record Member(Node base, String name) implements Node {
    @Override
    public Value evaluate(Scope scope, Notes notes) {
      return base.evaluate(scope, notes).get(name);
    }
  }

  /// `[0]`, and `[-1]` from the end
  record Element(Node base, int index) implements Node {
    @Override
    public Value evaluate(Scope scope, Notes notes) {
      return base.evaluate(scope, notes).get(index);
    }
  }

  /// `[key]`: the member a string names, or the element a whole number counts to.
  record At(Node base, Operand key) implements Node {
    @Override
    public Value evaluate(Scope scope, Notes notes) {
      Value found = key.evaluate(scope, notes);
      if (found instanceof Value.Text name) {
        return base instanceof Root root && root.isEvent()
            ? EventFields.get(scope.event(), name.value())
            : base.evaluate(scope, notes).get(name.value());
      }
      if (found instanceof Value.Num number) {
        int index = index(number);
        return index == Integer.MIN_VALUE
            ? Value.Absent.ABSENT
            : base.evaluate(scope, notes).get(index);
      }
      notes.mistyped(key, found, "a name or a position");
      return Value.Absent.ABSENT;
    }
  }

  /// The step that a member name takes from there; straight to the field when that is the event.
  static Node member(Node base, String name) {
    return base instanceof Root root && root.isEvent()
        ? EventFields.field(name)
        : new Member(base, name);
  }

  /// The step that a key in brackets takes from there.
  static Node key(Node base, Operand key) {
    if (key.node() instanceof Node.Literal(Value.Text name)) {
      return member(base, name.value());
    }
    if (key.node() instanceof Node.Literal(Value.Num number)) {
      int index = index(number);
      return index == Integer.MIN_VALUE
          ? new Node.Literal(Value.Absent.ABSENT)
          : new Element(base, index);
    }
    return new At(base, key);
  }

  /// The number as a position, or the least int when it is none.
  static int index(Value.Num number) {
    var decimal = number.decimal();
    boolean small = decimal.precision() - (long) decimal.scale() <= INDEX_DIGITS_MAX;
    return small && Decimals.isWhole(decimal) ? decimal.intValue() : Integer.MIN_VALUE;
  }
}
