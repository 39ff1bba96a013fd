package io.ingestlayer.schema;

import static java.util.Objects.requireNonNull;

/// One thing about a payload that its schema does not allow.
///
/// @param pointer the JSON pointer of the value inside the payload, `/customer_id`
/// @param code `required`, `type`, `enum`, `unknown_field`, or a JSON Schema keyword in lower_snake (`min_length`)
/// @param detail one sentence; it names what was expected and does not repeat the value
public record SchemaViolation(String pointer, String code, String detail) {

  public SchemaViolation {
    requireNonNull(pointer);
    requireNonNull(code);
    requireNonNull(detail);
  }
}
