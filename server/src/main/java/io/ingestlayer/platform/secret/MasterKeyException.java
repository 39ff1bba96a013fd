package io.ingestlayer.platform.secret;

import org.jspecify.annotations.Nullable;

/// The master key cannot be used; the message tells the operator why and what to do.
public final class MasterKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MasterKeyException(String message) {
    this(message, null);
  }

  MasterKeyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
