package io.ingestlayer.schema;

/// Why something is no JSON Schema that we take.
public final class SchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SchemaException(String message) {
    super(message);
  }
}
