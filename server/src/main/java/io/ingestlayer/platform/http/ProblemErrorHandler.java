package io.ingestlayer.platform.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Answers what Jetty itself refuses, before any route, in the same form as our own refusals.
final class ProblemErrorHandler extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() >= 400 ? response.getStatus() : 400;
    String id = RequestIds.next();
    byte[] body = problem(status).toJson(id).getBytes(StandardCharsets.UTF_8);
    response.getHeaders().put("X-Request-Id", id);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }

  private static Problem problem(int status) {
    return switch (status) {
      case 408 -> Problem.of(status, "request_timeout", "The request did not arrive in time.");
      case 414 -> Problem.of(status, "uri_too_long", "The path and query are too long.");
      case 431 -> Problem.of(status, "headers_too_large", "The headers are more than 16 KiB.");
      case 417 ->
          Problem.of(status, "expectation_failed", "The only expectation met is 100-continue.");
      case 505 -> Problem.of(status, "http_version", "The server speaks HTTP/1.1.");
      case 500 -> Problem.internal();
      default ->
          Problem.of(status, "bad_request", "This is not a request this server understands.");
    };
  }
}
