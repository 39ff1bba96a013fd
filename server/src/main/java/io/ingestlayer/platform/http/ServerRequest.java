package io.ingestlayer.platform.http;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/// A request as the routes see it. One thread.
public final class ServerRequest {
  private final Request jetty;
  private final String id;
  private final Map<String, String> pathParameters;
  private final BodyMemory.Share memory;

  ServerRequest(
      Request jetty, String id, Map<String, String> pathParameters, BodyMemory.Share memory) {
    this.jetty = jetty;
    this.id = id;
    this.pathParameters = Map.copyOf(pathParameters);
    this.memory = memory;
  }

  /// What a caller quotes when it asks about this request; random, unlike any other, no secret.
  public String id() {
    return id;
  }

  public String method() {
    return jetty.getMethod();
  }

  public String path() {
    return jetty.getHttpURI().getCanonicalPath();
  }

  /// The part of the path that stood for `{name}` in the route, decoded.
  public String pathParameter(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {" + name + "}");
    }
    return value;
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(jetty.getHeaders().get(name));
  }

  public List<String> headers(String name) {
    return jetty.getHeaders().getValuesList(name);
  }

  /// The bearer token, when there is exactly one `Authorization: Bearer` header.
  public Optional<String> bearer() {
    List<String> values = jetty.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
    boolean bearer =
        values.size() == 1 && values.getFirst().regionMatches(true, 0, "Bearer ", 0, 7);
    return bearer ? Optional.of(values.getFirst().substring(7).strip()) : Optional.empty();
  }

  /// The first value of a query parameter.
  public Optional<String> query(String name) {
    return Optional.ofNullable(queryFields().getValue(name));
  }

  /// Every value of a query parameter, in their order; empty when it is not there.
  public List<String> queryAll(String name) {
    List<String> values = queryFields().getValues(name);
    return values == null ? List.of() : List.copyOf(values);
  }

  /// Every query parameter's name.
  public List<String> queryNames() {
    return List.copyOf(queryFields().getNames());
  }

  private Fields queryFields() {
    try {
      Fields fields = Request.extractQueryParameters(jetty);
      // No text that is kept can hold a NUL, so nothing is found by one either.
      if (fields.stream()
          .noneMatch(it -> it.getValues().stream().anyMatch(v -> v.contains("\0")))) {
        return fields;
      }
    } catch (RuntimeException e) {
      throw undecodable();
    }
    throw undecodable();
  }

  private static ProblemException undecodable() {
    return new ProblemException(400, "invalid_query", "The query string cannot be decoded.");
  }

  /// The whole body, inflated when it is gzip.
  ///
  /// @throws ProblemException when it is longer than the limits, too slow, no body of the encoding it claims, or more
  ///     than the server has room for now
  public byte[] body(BodyLimits limits) {
    return BodyReader.read(jetty, limits, memory);
  }

  public String remoteAddress() {
    return jetty.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
        ? peer.getHostString()
        : "";
  }

  HttpFields fields() {
    return jetty.getHeaders();
  }
}
