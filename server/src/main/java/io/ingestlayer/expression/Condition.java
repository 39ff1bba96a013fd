package io.ingestlayer.expression;

import com.google.re2j.PatternSyntaxException;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// A condition in data form, `{ field: $event.plan, op: in, value: [pro, team] }`, or several of them combined.
///
/// It is made of the predicates that expressions are made of and answers as they do; only here, a number that
/// the definition writes in quotes is taken for the number when the event has one. Immutable; any thread may
/// test it.
public final class Condition {
  private final Operand operand;
  private final Uses uses;
  private final int depth;

  private Condition(Operand operand, Uses uses, int depth) {
    if (depth > Bounds.DEPTH_MAX) {
      throw refuse("", "conditions are at most " + Bounds.DEPTH_MAX + " levels deep");
    }
    this.operand = operand;
    this.uses = uses;
    this.depth = depth;
  }

  /// One comparison.
  ///
  /// @param field an expression, as a rule a path: `$event.plan`
  /// @param op `== != < <= > >= contains in not_in exists matches starts_with ends_with`
  /// @param value what is written there; strings in it may be templates, but the pattern of `matches` is taken
  ///     as it is
  /// @throws ExpressionException when one of the three cannot be understood
  public static Condition field(String field, String op, Value value) throws ExpressionException {
    Uses uses = new Uses();
    Operand left = Parser.parse(field, uses);
    ConditionOperator operator = ConditionOperator.parse(op);
    ValueTemplate template =
        operator.takesTemplates() ? ValueTemplate.of(value) : ValueTemplate.literal(value);
    uses.addAll(template.uses());
    Operand right = new Operand(template.node(), Json.write(value));
    String text = field + " " + op + " " + right.text();
    try {
      return new Condition(new Operand(operator.compare(left, right), text), uses, 0);
    } catch (PatternSyntaxException e) {
      String problem = "`matches` cannot take this pattern: " + e.getDescription();
      throw refuse(right.text(), problem);
    }
  }

  /// True when all are.
  public static Condition all(List<Condition> conditions) throws ExpressionException {
    return combined("all", conditions, Logic.And::new);
  }

  /// True when one is.
  public static Condition any(List<Condition> conditions) throws ExpressionException {
    return combined("any", conditions, Logic.Or::new);
  }

  public static Condition not(Condition condition) throws ExpressionException {
    Operand negated =
        new Operand(new Logic.Not(condition.operand), "not (" + condition.operand.text() + ")");
    return new Condition(negated, condition.uses, condition.depth + 1);
  }

  /// The same in text form.
  public static Condition expression(Expression expression) {
    return new Condition(expression.operand(), expression.uses(), 0);
  }

  /// What a structure in a definition means: a string is an expression, an object one of
  /// `{field, op, value}`, `{all: […]}`, `{any: […]}`, `{not: …}`, a list all of its elements.
  ///
  /// @throws ExpressionException when it is none of these
  public static Condition of(Value structure) throws ExpressionException {
    return ConditionReader.read(structure, 0);
  }

  /// Whether it holds for that event.
  public boolean test(Scope scope, Notes notes) {
    return operand.test(scope, notes);
  }

  public Set<String> roots() {
    return uses.roots();
  }

  public Set<String> paths() {
    return uses.paths();
  }

  /// The condition in words, shortened when it is long.
  @Override
  public String toString() {
    return operand.text();
  }

  private static Condition combined(
      String word, List<Condition> conditions, Function<List<Operand>, Node> combine) {
    if (conditions.isEmpty()) {
      throw refuse(word + ": []", "`" + word + "` needs at least one condition");
    }
    Uses uses = new Uses();
    conditions.forEach(condition -> uses.addAll(condition.uses));
    List<Operand> operands = conditions.stream().map(condition -> condition.operand).toList();
    int deepest = conditions.stream().mapToInt(condition -> condition.depth).max().orElse(0);
    return new Condition(
        new Operand(combine.apply(operands), word + " of " + operands.size() + " conditions"),
        uses,
        deepest + 1);
  }

  private static ExpressionException refuse(String source, String problem) {
    return new ExpressionException(source, 0, problem, null);
  }
}
