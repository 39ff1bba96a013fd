package io.ingestlayer.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/// A request that should not be, and what is answered.
///
/// @param request its bytes, each as one character
/// @param code the problem's; empty where the answer is not ours to word
record BadInput(String name, String request, int status, String code) {

  @Override
  public String toString() {
    return name;
  }

  /// A body for `POST /v1/ingest`.
  static BadInput body(String name, byte[] body, int status, String code) {
    return body(name, "Content-Type: application/json\r\n", body, status, code);
  }

  static BadInput body(String name, String body, int status, String code) {
    return body(name, body.getBytes(StandardCharsets.UTF_8), status, code);
  }

  /// One event as it stands in `events`.
  static BadInput event(String name, String event, int status, String code) {
    return body(name, "{\"events\":[" + event + "]}", status, code);
  }

  /// @param headers whole lines, besides key and length
  static BadInput body(String name, String headers, byte[] body, int status, String code) {
    String head =
        "POST /v1/ingest HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
            + "Authorization: Bearer "
            + ServerProcess.API_KEY
            + "\r\n"
            + headers
            + "Content-Length: "
            + body.length
            + "\r\n\r\n";
    return new BadInput(name, head + new String(body, StandardCharsets.ISO_8859_1), status, code);
  }

  /// Exactly these characters, one byte each.
  static BadInput raw(String name, String request, int status, String code) {
    return new BadInput(name, request, status, code);
  }

  /// A request without a body.
  ///
  /// @param headers whole lines
  static BadInput head(String name, String line, String headers, int status, String code) {
    return raw(
        name,
        line + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n" + headers + "\r\n",
        status,
        code);
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  byte[] bytes() {
    return request.getBytes(StandardCharsets.ISO_8859_1);
  }
}
