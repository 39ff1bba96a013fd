package io.ingestlayer.platform.db;

import org.jspecify.annotations.Nullable;

/// The schema is not one that this version of the server can work with; the message is for the operator.
public final class SchemaException extends RuntimeException {
  SchemaException(String message) {
    this(message, null);
  }

  SchemaException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
