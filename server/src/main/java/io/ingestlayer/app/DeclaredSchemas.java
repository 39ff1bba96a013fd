package io.ingestlayer.app;

import io.ingestlayer.event.Value;
import io.ingestlayer.schema.EventSchema;
import io.ingestlayer.schema.FieldKind;
import io.ingestlayer.schema.FieldRule;
import io.ingestlayer.schema.SchemaException;
import io.ingestlayer.schema.SchemaRegistry;
import io.ingestlayer.workspace.DeclaredField;
import io.ingestlayer.workspace.EventDefinition;
import io.ingestlayer.workspace.Workspace;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The declared event types as checks of payloads: what the workspace says, in the words of the schema package.
final class DeclaredSchemas {
  private DeclaredSchemas() {}

  static SchemaRegistry of(Workspace.Active active) {
    Map<String, EventSchema> schemas = new HashMap<>();
    active.events().forEach((type, event) -> schema(event).ifPresent(it -> schemas.put(type, it)));
    return new SchemaRegistry(schemas);
  }

  private static Optional<EventSchema> schema(EventDefinition event) {
    Value.Obj jsonSchema = event.jsonSchema();
    if (jsonSchema != null) {
      return Optional.of(EventSchema.ofJsonSchema(jsonSchema, event.strict()));
    }
    return event.fields().isEmpty()
        ? Optional.empty()
        : Optional.of(
            EventSchema.ofFields(
                event.fields().stream().map(DeclaredSchemas::rule).toList(), event.strict()));
  }

  private static FieldRule rule(DeclaredField field) {
    FieldKind kind =
        switch (field.type()) {
          case STRING -> FieldKind.STRING;
          case INTEGER -> FieldKind.INTEGER;
          case NUMBER -> FieldKind.NUMBER;
          case BOOLEAN -> FieldKind.BOOLEAN;
          case OBJECT -> FieldKind.OBJECT;
          case ARRAY -> FieldKind.ARRAY;
          case ANY -> FieldKind.ANY;
        };
    return new FieldRule(field.name(), kind, field.optional(), field.choices());
  }

  /// One sentence on why the JSON Schema cannot be used; nothing when it can.
  static Optional<String> problem(Value.Obj jsonSchema) {
    try {
      EventSchema.ofJsonSchema(jsonSchema, false);
      return Optional.empty();
    } catch (SchemaException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
