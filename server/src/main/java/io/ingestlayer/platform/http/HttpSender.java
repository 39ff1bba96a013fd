package io.ingestlayer.platform.http;

import io.ingestlayer.platform.net.EgressRefusedException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one way out for HTTP: checks where it goes, follows no redirect, and ends in time. Any thread may call it.
public interface HttpSender {

  /// Sends the request and returns the answer's status, headers and the first bytes of its body.
  ///
  /// @throws EgressRefusedException when the target is not allowed; nothing was sent
  /// @throws HttpSendException when there was no answer; says whether the request may have arrived
  Answer send(Request request) throws EgressRefusedException, HttpSendException;

  /// A request.
  ///
  /// @param url `http` or `https`, without a user name
  /// @param headers values are printable ASCII; those that belong to the connection (`Host`, `Content-Length`, …) are not
  ///     set by a caller
  /// @param timeout for the whole call, from resolving the name to the last byte; where the name cannot be resolved, a
  ///     shorter one is noticed after at most 8 s
  /// @param tls a client certificate or an own authority; null for neither
  record Request(
      String method,
      URI url,
      Map<String, String> headers,
      String body,
      Duration timeout,
      @Nullable ClientTls tls) {
    public Request {
      headers = Map.copyOf(headers);
    }

    public Request(
        String method, URI url, Map<String, String> headers, String body, Duration timeout) {
      this(method, url, headers, body, timeout, null);
    }

    public Request withTls(@Nullable ClientTls tls) {
      return new Request(method, url, headers, body, timeout, tls);
    }

    public static Request post(
        URI url, Map<String, String> headers, String body, Duration timeout) {
      return new Request("POST", url, headers, body, timeout);
    }

    public static Request get(URI url, Map<String, String> headers, Duration timeout) {
      return new Request("GET", url, headers, "", timeout);
    }
  }

  /// An answer.
  ///
  /// @param headers names in lower case, the values of each in their order; the first 200, at most 32 KiB of them
  /// @param body at most 64 KiB; what came after is not read
  record Answer(int status, Map<String, List<String>> headers, String body) {
    public Answer {
      headers = Map.copyOf(headers);
    }

    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))).map(List::getFirst);
    }

    public boolean isSuccess() {
      return status >= 200 && status < 300;
    }
  }
}
