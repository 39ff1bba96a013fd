package io.ingestlayer.platform.http;

import java.io.IOException;

/// A request without an answer.
public final class HttpSendException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final boolean maybeArrived;

  /// @param code `no_route` (the fault is on this side), `connect_failed`, `tls_failed`, `timeout`, `connection_lost`,
  ///     `bad_answer`, `bad_request` (it cannot be written)
  /// @param maybeArrived whether the vendor may have acted on it
  public HttpSendException(String code, String message, boolean maybeArrived, Throwable cause) {
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
