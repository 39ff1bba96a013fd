package io.ingestlayer.schema;

import io.ingestlayer.event.Value;
import java.util.List;

/// What payloads of one event type must look like. Immutable; any thread may check with it.
public sealed interface EventSchema permits FieldSchema, JsonSchemaDocument {
  /// The most violations that one check reports.
  int VIOLATIONS_MAX = 20;

  /// What is wrong with the payload, empty when nothing is. Bounded in time and in length.
  List<SchemaViolation> check(Value.Obj payload);

  /// A schema of top-level fields.
  ///
  /// @param strict whether a field that is not among them is a violation
  static EventSchema ofFields(List<FieldRule> fields, boolean strict) {
    return new FieldSchema(fields, strict);
  }

  /// A whole JSON Schema, 2020-12. `format` is an annotation and checks nothing; `pattern` is RE2, in linear time; a
  /// `$ref` stays inside the document.
  ///
  /// @param strict whether a field that the schema does not declare is a violation
  /// @throws SchemaException when it is no schema, with a sentence that says why
  static EventSchema ofJsonSchema(Value.Obj schema, boolean strict) {
    return JsonSchemaDocument.compile(schema, strict);
  }
}
