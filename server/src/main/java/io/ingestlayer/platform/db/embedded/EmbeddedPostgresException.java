package io.ingestlayer.platform.db.embedded;

import org.jspecify.annotations.Nullable;

/// The embedded PostgreSQL cannot be had; the message tells the operator why and what to do.
public final class EmbeddedPostgresException extends RuntimeException {
  EmbeddedPostgresException(String message) {
    this(message, null);
  }

  EmbeddedPostgresException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
