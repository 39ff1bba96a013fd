package io.ingestlayer.platform.http;

/// The address to listen on cannot be had; the message says which, why, and what to do.
public final class CannotListenException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  CannotListenException(String host, int port, Exception cause) {
    super(
        "Cannot listen on %s:%d: %s. Stop what uses it, or set INGESTLAYER_LISTEN to another host:port."
            .formatted(host, port, reason(cause)),
        cause);
  }

  /// The innermost words: Jetty wraps the system's `Address already in use` in its own.
  private static String reason(Exception cause) {
    Throwable innermost = cause;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return String.valueOf(innermost.getMessage());
  }
}
