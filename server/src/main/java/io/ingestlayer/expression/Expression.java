package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.util.Set;

/// A parsed expression. Immutable; any thread may evaluate it.
///
/// Total: an evaluation always answers, in bounded time, with a bounded value, the same for the same scope.
public final class Expression {
  private final String source;
  private final Operand operand;
  private final Uses uses;

  private Expression(String source, Operand operand, Uses uses) {
    this.source = source;
    this.operand = operand;
    this.uses = uses;
  }

  /// @throws ExpressionException when the text is no expression, or passes a bound
  public static Expression parse(String source) throws ExpressionException {
    Uses uses = new Uses();
    Operand parsed = Parser.parse(source, uses);
    return new Expression(source, new Operand(parsed.node(), source.strip()), uses);
  }

  /// What it is for that event; absent when it has no answer, or one that is larger than a result may be.
  public Value evaluate(Scope scope, Notes notes) {
    return Size.bounded(operand.evaluate(scope, notes), notes);
  }

  /// Whether it is true. Absent and null count as false, and so does anything else that is not true, with a note.
  public boolean test(Scope scope, Notes notes) {
    return operand.test(scope, notes);
  }

  public String source() {
    return source;
  }

  /// The roots it reads, without the `$`: `event`, `entity`.
  public Set<String> roots() {
    return uses.roots();
  }

  /// The paths it reads, as far as the definition fixes them: `$event.items[0].sku`.
  public Set<String> paths() {
    return uses.paths();
  }

  /// Whether it is the same for every event and at any time.
  public boolean isConstant() {
    return uses.isNothing();
  }

  Operand operand() {
    return operand;
  }

  Uses uses() {
    return uses;
  }

  @Override
  public String toString() {
    return source;
  }
}
