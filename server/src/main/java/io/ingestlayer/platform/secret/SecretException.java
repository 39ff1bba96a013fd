package io.ingestlayer.platform.secret;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/// A secret could not be sealed or opened. The message says why and holds nothing of it.
public final class SecretException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /// What a caller can do about it.
  public enum Kind {
    /// No key here opens it, or it was changed; the same will fail again.
    WRONG,
    /// The key management service does not answer, or refuses us; the same may succeed later.
    UNAVAILABLE
  }

  SecretException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind);
  }

  public Kind kind() {
    return kind;
  }
}
