package io.ingestlayer.platform.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends each request to its route and each answer to its caller.
final class RoutedHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(RoutedHandler.class);
  private static final int STREAM_BUFFER_BYTES = 32 * 1024;
  private static final HttpField NO_SNIFF =
      new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
  private static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");

  private final Router router;
  private final HttpServer.Settings settings;
  private final BodyMemory memory;

  RoutedHandler(Router router, HttpServer.Settings settings) {
    super(InvocationType.BLOCKING);
    this.router = router;
    this.settings = settings;
    this.memory = new BodyMemory(settings.bodyBytesInFlightMax());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String id = RequestIds.next();
    ServerResponse answer;
    try (BodyMemory.Share share = memory.share()) {
      answer = answer(request, id, share);
    }
    if (answer.status() >= 400 && answer.status() != 408) {
      BodyReader.discard(request);
    }
    head(answer, id, response);
    BodyStream stream = answer.stream();
    if (stream == null) {
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
      response.write(true, ByteBuffer.wrap(body), callback);
    } else if (request.getMethod().equals("HEAD")) {
      response.write(true, ByteBuffer.allocate(0), callback);
    } else {
      stream(stream, id, response, callback);
    }
    return true;
  }

  private ServerResponse answer(Request request, String id, BodyMemory.Share share) {
    try {
      checkHead(request);
      String path = request.getHttpURI().getPath();
      return switch (router.find(request.getMethod(), path == null ? "/" : path)) {
        case Router.Target.Found found ->
            found.handler().handle(new ServerRequest(request, id, found.parameters(), share));
        case Router.Target.WrongMethod wrong ->
            ServerResponse.problem(
                    Problem.of(
                        405,
                        "method_not_allowed",
                        "This path takes " + String.join(", ", wrong.allowed()) + "."),
                    id)
                .with("Allow", String.join(", ", wrong.allowed()));
        case Router.Target.Nowhere _ ->
            ServerResponse.problem(
                Problem.of(404, "not_found", "There is nothing at this path."), id);
      };
    } catch (ProblemException e) {
      return ServerResponse.problem(e.problem(), id);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ServerResponse.problem(
          Problem.of(503, "stopping", "The server is stopping; send it again."), id);
    } catch (Exception e) {
      LOG.error("request {} failed", id, e);
      return ServerResponse.problem(Problem.internal(), id);
    }
  }

  private void checkHead(Request request) {
    if (request.getHttpURI().getPathQuery().length() > settings.uriBytesMax()) {
      throw new ProblemException(
          414,
          "uri_too_long",
          "The path and query are more than " + settings.uriBytesMax() + " bytes.");
    }
    if (request.getHeaders().size() > settings.headersMax()) {
      throw new ProblemException(
          431, "headers_too_large", "There are more than " + settings.headersMax() + " headers.");
    }
  }

  private static void head(ServerResponse answer, String id, Response response) {
    response.setStatus(answer.status());
    var headers = response.getHeaders();
    headers.put(NO_SNIFF);
    headers.put("X-Request-Id", id);
    if (answer.contentType().equals(JSON.getValue())) {
      headers.put(JSON);
    } else {
      headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
    }
    if (answer.status() == 503) {
      headers.put(HttpHeader.RETRY_AFTER, 1);
    }
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      headers.put(header.getKey(), header.getValue());
    }
  }

  /// Closed only when it is whole: the end of a body that broke off must not look like its end.
  private static void stream(BodyStream body, String id, Response response, Callback callback) {
    OutputStream out =
        new BufferedOutputStream(Content.Sink.asOutputStream(response), STREAM_BUFFER_BYTES);
    try {
      body.writeTo(out);
      out.close();
    } catch (IOException e) {
      LOG.debug("request {} was broken off", id, e);
      callback.failed(e);
      return;
    } catch (RuntimeException e) {
      LOG.error("request {} failed", id, e);
      callback.failed(e);
      return;
    }
    callback.succeeded();
  }
}
