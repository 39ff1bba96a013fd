package io.ingestlayer.platform.http;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request without an answer.
public final class HttpSendException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final boolean maybeArrived;
  private final String host;
  private final transient Set<String> addresses;

  /// @param code `no_route` (the fault is on this side), `connect_failed`, `connect_timeout` (nothing came back), `tls_failed`, `timeout`, `connection_lost`,
  ///     `bad_answer`, `bad_request` (it cannot be written), `proxy_failed` (our own proxy does not answer or does not let
  ///     us in), `proxy_refused` (our own proxy does not let us there)
  /// @param maybeArrived whether the vendor may have acted on it
  public HttpSendException(
      String code, String message, boolean maybeArrived, @Nullable Throwable cause) {
    this(code, message, maybeArrived, cause, message, Set.of());
  }

  /// @param host where it was to go; what is known of it
  /// @param addresses those that were tried
  HttpSendException(
      String code,
      String message,
      boolean maybeArrived,
      @Nullable Throwable cause,
      String host,
      Set<String> addresses) {
    super(message, cause);
    this.code = code;
    this.maybeArrived = maybeArrived;
    this.host = host;
    this.addresses = Set.copyOf(addresses);
  }

  /// Where it was to go, or a sentence that says so.
  public String host() {
    return host;
  }

  /// The addresses that were tried, as far as they are known.
  public Set<String> addresses() {
    return addresses;
  }

  public String code() {
    return code;
  }

  public boolean maybeArrived() {
    return maybeArrived;
  }
}
