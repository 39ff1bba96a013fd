package io.ingestlayer.platform.http;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An answer: status, type, headers and a body, whole or as it is made.
///
/// @param stream sent in place of `body`; null when that is whole
public record ServerResponse(
    int status,
    String contentType,
    String body,
    @Nullable BodyStream stream,
    Map<String, String> headers) {

  public ServerResponse {
    requireNonNull(contentType);
    requireNonNull(body);
    headers = Map.copyOf(headers);
  }

  public ServerResponse(int status, String contentType, String body, Map<String, String> headers) {
    this(status, contentType, body, null, headers);
  }

  public static ServerResponse stream(String contentType, BodyStream body) {
    return new ServerResponse(200, contentType, "", body, Map.of());
  }

  public static ServerResponse json(int status, String body) {
    return new ServerResponse(status, "application/json", body, Map.of());
  }

  public static ServerResponse html(int status, String body) {
    return new ServerResponse(status, "text/html; charset=utf-8", body, Map.of());
  }

  public static ServerResponse text(int status, String body) {
    return new ServerResponse(status, "text/plain; charset=utf-8", body, Map.of());
  }

  public static ServerResponse problem(Problem problem, String requestId) {
    return new ServerResponse(
        problem.status(), "application/problem+json", problem.toJson(requestId), Map.of());
  }

  public ServerResponse with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new ServerResponse(status, contentType, body, stream, more);
  }
}
