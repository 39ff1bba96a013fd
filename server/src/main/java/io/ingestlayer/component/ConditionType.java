package io.ingestlayer.component;

import io.ingestlayer.expression.Condition;
import io.ingestlayer.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A condition: `{ field: $event.plan, op: in, value: [pro, team] }`, several of them under `all:`, `any:`, `not:`, or an
/// expression.
record ConditionType() implements FieldType<Condition> {

  @Override
  public String name() {
    return "condition";
  }

  @Override
  public @Nullable Condition read(Node node, ConfigReader reader) {
    return switch (node) {
      case Node.Scalar scalar when scalar.value().isPresent() ->
          ParsedType.parse(
              scalar.text(), scalar, it -> Condition.expression(Expression.parse(it)), reader);
      case Node.Scalar scalar ->
          reader.wrongType(
              scalar, "a condition such as { field: $event.plan, op: in, value: [pro] }");
      case Node.Items items -> combined(items, Condition::all, reader);
      case Node.Members members -> members(members, reader);
    };
  }

  /// The words that combine are read here, so that an error inside names its place; all else is the language's.
  private @Nullable Condition members(Node.Members members, ConfigReader reader) {
    Node.Member first =
        members.members().size() == 1 ? members.members().firstEntry().getValue() : null;
    if (first != null && first.name().equals("not")) {
      Condition inner = read(first.value(), reader);
      return inner == null ? null : ParsedType.parse(inner, members, Condition::not, reader);
    }
    if (first != null && first.value() instanceof Node.Items items) {
      if (first.name().equals("all")) {
        return combined(items, Condition::all, reader);
      }
      if (first.name().equals("any")) {
        return combined(items, Condition::any, reader);
      }
    }
    return ParsedType.parse(members.toValue(), members, Condition::of, reader);
  }

  private @Nullable Condition combined(
      Node.Items items, Function<List<Condition>, Condition> combine, ConfigReader reader) {
    List<Condition> conditions = new ArrayList<>();
    for (Node each : items.elements()) {
      Condition condition = read(each, reader);
      if (condition != null) {
        conditions.add(condition);
      }
    }
    return conditions.size() == items.elements().size()
        ? ParsedType.parse(conditions, items, combine, reader)
        : null;
  }
}
