package io.ingestlayer.workspace;

import io.ingestlayer.component.Node;
import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a whole JSON Schema says of the top-level fields, as far as it says it plainly.
final class JsonSchemaFields {
  private static final Set<String> STRUCTURAL =
      Set.of(
          "properties",
          "required",
          "allOf",
          "anyOf",
          "oneOf",
          "not",
          "if",
          "$defs",
          "patternProperties",
          "additionalProperties",
          "unevaluatedProperties",
          "dependentRequired");

  private JsonSchemaFields() {}

  /// Whether this is a JSON Schema and not the short form, whose values are single words.
  static boolean isJsonSchema(Node.Members schema) {
    return schema.find("$schema").isPresent()
        || schema.find("$ref").isPresent()
        || schema.members().values().stream()
            .anyMatch(it ->
                STRUCTURAL.contains(it.name())
                    && !(it.value() instanceof Node.Scalar scalar
                        && scalar.value() instanceof Value.Text));
  }

  static List<DeclaredField> of(Value.Obj schema) {
    List<DeclaredField> fields = new ArrayList<>();
    if (schema.get("properties") instanceof Value.Obj properties) {
      properties
          .members()
          .forEach((name, property) ->
              fields.add(
                  new DeclaredField(
                      name, type(property), !isRequired(schema, name), choices(property))));
    }
    return fields;
  }

  private static boolean isRequired(Value.Obj schema, String name) {
    return schema.get("required") instanceof Value.Arr(List<Value> names)
        && names.contains(Value.of(name));
  }

  private static DeclaredType type(Value property) {
    Value type = property.get("type");
    List<Value> types = type instanceof Value.Arr(List<Value> several) ? several : List.of(type);
    List<Value> named = types.stream().filter(it -> !it.equals(Value.of("null"))).toList();
    return named.size() == 1 && named.getFirst() instanceof Value.Text(String word)
        ? DeclaredType.of(word).orElse(DeclaredType.ANY)
        : choices(property).isEmpty() ? DeclaredType.ANY : DeclaredType.STRING;
  }

  /// The choices, when all of them are texts.
  private static List<String> choices(Value property) {
    if (!(property.get("enum") instanceof Value.Arr(List<Value> values))) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (Value value : values) {
      if (!(value instanceof Value.Text(String text))) {
        return List.of();
      }
      texts.add(text);
    }
    return texts;
  }
}
