package io.ingestlayer.workspace;

import static io.ingestlayer.component.FieldTypes.BOOLEAN;
import static io.ingestlayer.component.FieldTypes.duration;
import static io.ingestlayer.component.FieldTypes.mapping;
import static io.ingestlayer.workspace.RawType.RAW;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.Node;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.EventFields;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the declaration of an event type.
final class EventReader {
  private static final Field<String> EVENT =
      Field.required("event", NameType.EVENT_TYPE, "The event type, such as user.signed_up.");
  private static final Field<Node> SCHEMA =
      Field.optional("schema", RAW, "The payload's fields, in short form or as a JSON Schema.");
  private static final Field<Boolean> STRICT =
      Field.withDefault("strict", BOOLEAN, false, "Refuse fields that are not declared.");
  private static final Field<Duration> WINDOW =
      Field.withDefault(
          "window",
          duration(Duration.ofMinutes(1), Duration.ofDays(400)),
          EventDefinition.DEFAULT_WINDOW,
          "How long an idempotency key is remembered, 1m to 400d.");
  private static final Field<Node> KEY =
      Field.optional("key", RAW, "Not supported: the sender gives the key.");
  private static final Field<Config> IDEMPOTENCY =
      Field.optional(
          "idempotency", mapping(ConfigSpec.of(WINDOW, KEY)), "How repeats are recognised.");
  static final ConfigSpec SPEC = ConfigSpec.of(EVENT, SCHEMA, STRICT, IDEMPOTENCY);

  private final SchemaCheck schemas;

  EventReader(SchemaCheck schemas) {
    this.schemas = schemas;
  }

  /// The definition; null after errors were added.
  @Nullable EventDefinition read(Node.Members document, ConfigReader reader) {
    int before = reader.errorCount();
    Config config = SPEC.read(document, reader);
    Value.Obj jsonSchema = null;
    List<DeclaredField> fields = List.of();
    Optional<Node> schema = document.find(SCHEMA.key()).map(Node.Member::value);
    if (schema.isPresent()) {
      if (!(schema.get() instanceof Node.Members members)) {
        return reader.wrongType(schema.get(), "a mapping of field names to types");
      }
      if (JsonSchemaFields.isJsonSchema(members)) {
        jsonSchema = jsonSchema(members, reader);
        fields = jsonSchema == null ? List.of() : JsonSchemaFields.of(jsonSchema);
      } else {
        fields = ShortForm.read(members, reader);
      }
      warnOfHidden(fields, members, reader);
    }
    Optional<Config> idempotency = config == null ? Optional.empty() : config.find(IDEMPOTENCY);
    idempotency.flatMap(it -> it.find(KEY)).ifPresent(it -> refuseKey(it, reader));
    return config == null || reader.errorCount() != before
        ? null
        : new EventDefinition(
            config.get(EVENT),
            fields,
            jsonSchema,
            config.get(STRICT),
            idempotency.map(it -> it.get(WINDOW)).orElse(EventDefinition.DEFAULT_WINDOW),
            document.at());
  }

  private Value.@Nullable Obj jsonSchema(Node.Members members, ConfigReader reader) {
    if (!(members.toValue() instanceof Value.Obj document)) {
      return null;
    }
    Optional<String> problem = schemas.problem(document);
    problem.ifPresent(it -> reader.error(members.at(), "invalid_schema", it));
    return problem.isPresent() ? null : document;
  }

  private static void refuseKey(Node key, ConfigReader reader) {
    reader.error(
        key.at(),
        "not_supported",
        "idempotency.key is not supported: the sender gives the key with each event (idempotencyKey); remove this line");
  }

  private static void warnOfHidden(
      List<DeclaredField> fields, Node.Members schema, ConfigReader reader) {
    Value.ObjBuilder names = Value.object();
    fields.forEach(it -> names.put(it.name(), true));
    for (String hidden : EventFields.hidden(names.build())) {
      reader.warning(
          schema.find(hidden).map(Node.Member::at).orElse(schema.at()),
          "hidden_field",
          "$event.%1$s is the envelope's %1$s; write $event.payload.%1$s for the payload's"
              .formatted(hidden));
    }
  }
}
