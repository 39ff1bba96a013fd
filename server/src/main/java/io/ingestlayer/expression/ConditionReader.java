package io.ingestlayer.expression;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads conditions from the structure of a definition.
final class ConditionReader {
  private static final Set<String> ONE = Set.of("field", "op", "value");
  private static final List<String> KNOWN = List.of("field", "op", "value", "all", "any", "not");
  private static final int SOURCE_MAX = 200;

  private ConditionReader() {}

  static Condition read(Value structure, int depth) {
    if (depth > Bounds.DEPTH_MAX) {
      throw refuse(structure, "conditions are at most " + Bounds.DEPTH_MAX + " levels deep", null);
    }
    return switch (structure) {
      case Value.Text text -> Condition.expression(Expression.parse(text.value()));
      case Value.Arr _ -> Condition.all(conditions("all", structure, depth));
      case Value.Obj object -> object(object, depth);
      case Value.Bool _, Value.Num _, Value.Null _, Value.Absent _ ->
          throw refuse(
              structure,
              "a condition is not " + Kinds.name(structure),
              "`{ field: …, op: …, value: … }`");
    };
  }

  private static Condition object(Value.Obj object, int depth) {
    for (String name : object.members().keySet()) {
      if (!KNOWN.contains(name)) {
        Optional<String> nearest = Nearest.to(name, KNOWN);
        throw refuse(
            object,
            "`" + name + "` means nothing in a condition",
            nearest.map(known -> "`" + known + "`").orElse(null));
      }
    }
    if (object.members().containsKey("field")) {
      return field(object);
    }
    if (object.members().size() != 1) {
      throw refuse(object, "a condition is one of these", "`field:`, `all:`, `any:` or `not:`");
    }
    String word = object.members().firstEntry().getKey();
    return switch (word) {
      case "all" -> Condition.all(conditions(word, object.get(word), depth));
      case "any" -> Condition.any(conditions(word, object.get(word), depth));
      case "not" -> Condition.not(read(object.get(word), depth + 1));
      default -> throw refuse(object, "there is no field to look at", "`field: $event.…`");
    };
  }

  private static Condition field(Value.Obj object) {
    if (!ONE.containsAll(object.members().keySet())) {
      throw refuse(
          object, "`field` stands beside `all`, `any` or `not`", "them inside of each other");
    }
    if (!(object.get("field") instanceof Value.Text field)) {
      throw refuse(object, "`field` should be a string", "`field: $event.plan`");
    }
    String op =
        switch (object.get("op")) {
          case Value.Text text -> text.value();
          case Value.Absent _ when object.get("value") != Value.Absent.ABSENT -> "==";
          case Value.Absent _ -> ConditionOperator.EXISTS;
          case Value.Bool _, Value.Num _, Value.Null _, Value.Arr _, Value.Obj _ ->
              throw refuse(object, "`op` should be a string", "`op: \"==\"`");
        };
    return Condition.field(field.value(), op, object.get("value"));
  }

  private static List<Condition> conditions(String word, Value list, int depth) {
    if (!(list instanceof Value.Arr array)) {
      throw refuse(list, "`" + word + "` takes a list of conditions", "`" + word + ": [ … ]`");
    }
    return array.elements().stream().map(element -> read(element, depth + 1)).toList();
  }

  private static ExpressionException refuse(
      Value structure, String problem, @Nullable String suggestion) {
    String source = Json.writeWithin(SOURCE_MAX, structure).orElse("…");
    return new ExpressionException(source, 0, problem, suggestion);
  }
}
