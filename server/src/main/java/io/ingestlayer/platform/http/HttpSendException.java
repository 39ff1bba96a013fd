package io.ingestlayer.platform.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A request without an answer.
public final class HttpSendException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final boolean maybeArrived;

  /// @param code `no_route` (the fault is on this side), `connect_failed`, `tls_failed`, `timeout`, `connection_lost`,
  ///     `bad_answer`, `bad_request` (it cannot be written), `proxy_failed` (our own proxy does not answer or does not let
  ///     us in), `proxy_refused` (our own proxy does not let us there)
  /// @param maybeArrived whether the vendor may have acted on it
  public HttpSendException(
      String code, String message, boolean maybeArrived, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.maybeArrived = maybeArrived;
  }

  public String code() {
    return code;
  }

  public boolean maybeArrived() {
    return maybeArrived;
  }
}
