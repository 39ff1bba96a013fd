package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/// A value in a definition that may depend on the event: a literal, an expression, a text with expressions in
/// it, or an array or object of such. Immutable; any thread may evaluate it.
public final class ValueTemplate {
  private final Node node;
  private final Uses uses;
  private final int depth;

  private ValueTemplate(Node node, Uses uses, int depth) {
    if (depth > Bounds.DEPTH_MAX) {
      String problem = "a template is at most " + Bounds.DEPTH_MAX + " levels deep";
      throw new ExpressionException("", 0, problem, null);
    }
    this.node = node;
    this.uses = uses;
    this.depth = depth;
  }

  /// What a string in a definition means: an expression when it starts with `$`, or is an array or object
  /// written like JSON; a text when there is `{{ … }}` or `$event.path` in it; else itself.
  ///
  /// @throws ExpressionException when it is meant to be an expression and is none
  public static ValueTemplate of(String source) throws ExpressionException {
    return StringKind.of(source) == StringKind.EXPRESSION
        ? expression(Expression.parse(source))
        : text(TextTemplate.parse(source));
  }

  /// What a structure in a definition means: each string in it as [#of(String)] says, all else as it is.
  ///
  /// @throws ExpressionException when a string in it is meant to be an expression and is none
  public static ValueTemplate of(Value structure) throws ExpressionException {
    return switch (structure) {
      case Value.Text text -> of(text.value());
      case Value.Arr array -> array(array.elements().stream().map(ValueTemplate::of).toList());
      case Value.Obj object -> {
        SequencedMap<String, ValueTemplate> members = new LinkedHashMap<>();
        object.members().forEach((name, member) -> members.put(name, of(member)));
        yield object(members);
      }
      case Value.Num _, Value.Bool _, Value.Null _, Value.Absent _ -> literal(structure);
    };
  }

  public static ValueTemplate literal(Value value) {
    return new ValueTemplate(new Node.Literal(value), new Uses(), 0);
  }

  public static ValueTemplate expression(Expression expression) {
    return new ValueTemplate(expression.operand().node(), expression.uses(), 0);
  }

  public static ValueTemplate text(TextTemplate text) {
    return new ValueTemplate(text.node(), text.uses(), 0);
  }

  public static ValueTemplate array(List<ValueTemplate> elements) {
    return new ValueTemplate(
        Construct.array(elements.stream().map(element -> element.node).toList()),
        uses(elements),
        deeper(elements));
  }

  public static ValueTemplate object(SequencedMap<String, ValueTemplate> members) {
    SequencedMap<String, Node> nodes = new LinkedHashMap<>();
    members.forEach((name, member) -> nodes.put(name, member.node));
    List<ValueTemplate> values = List.copyOf(members.values());
    return new ValueTemplate(Construct.object(nodes), uses(values), deeper(values));
  }

  /// The value for that event. What is absent inside an array or object is null there; a result that is
  /// larger than one may be is absent.
  public Value evaluate(Scope scope, Notes notes) {
    return Size.bounded(node.evaluate(scope, notes), notes);
  }

  public Set<String> roots() {
    return uses.roots();
  }

  public Set<String> paths() {
    return uses.paths();
  }

  /// Whether it is the same for every event and at any time.
  public boolean isConstant() {
    return uses.isNothing();
  }

  Node node() {
    return node;
  }

  Uses uses() {
    return uses;
  }

  private static Uses uses(List<ValueTemplate> parts) {
    Uses uses = new Uses();
    parts.forEach(part -> uses.addAll(part.uses));
    return uses;
  }

  private static int deeper(List<ValueTemplate> parts) {
    return 1 + parts.stream().mapToInt(part -> part.depth).max().orElse(0);
  }
}
