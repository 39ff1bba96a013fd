package io.ingestlayer.testkit.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One HTTP request as it came in.
public final class ReceivedRequest {
  private final Instant at;
  private final String method;
  private final String target;
  private final String version;
  private final List<Header> headers;
  private final byte[] body;

  ReceivedRequest(
      Instant at, String method, String target, String version, List<Header> headers, byte[] body) {
    this.at = at;
    this.method = method;
    this.target = target;
    this.version = version;
    this.headers = List.copyOf(headers);
    this.body = body;
  }

  /// When its last byte was read, on the receiver's clock.
  public Instant at() {
    return at;
  }

  public String method() {
    return method;
  }

  /// What stands in the request line: path and query, not decoded.
  public String target() {
    return target;
  }

  /// `HTTP/1.1` or `HTTP/1.0`.
  public String version() {
    return version;
  }

  /// In order, with repetitions.
  public List<Header> headers() {
    return headers;
  }

  /// With the transfer encoding undone, a content encoding left as it is.
  public byte[] body() {
    return body.clone();
  }

  /// The first header of that name, in any case.
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /// The target without its query.
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /// What follows the question mark, not decoded; empty when there is none.
  public String query() {
    int query = target.indexOf('?');
    return query < 0 ? "" : target.substring(query + 1);
  }

  /// The body read as UTF-8.
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "%s %s (%d bytes)".formatted(method, target, body.length);
  }
}
