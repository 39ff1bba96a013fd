package io.ingestlayer.platform.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP server: Jetty's core with a virtual thread for each request, our router behind it.
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final HttpField NO_SNIFF =
      new PreEncodedHttpField("X-Content-Type-Options", "nosniff");

  private final Server server;
  private final ServerConnector connector;
  private final AtomicBoolean draining = new AtomicBoolean();

  /// Where to listen, and the bounds on what comes in before a route sees it.
  ///
  /// @param port 0 takes a free one
  public record Settings(
      String host, int port, Duration idleTimeout, int headerBytesMax, int uriBytesMax) {
    public static Settings on(String host, int port) {
      return new Settings(host, port, Duration.ofSeconds(60), 16 * 1024, 8 * 1024);
    }
  }

  public HttpServer(Settings settings, Router router) {
    QueuedThreadPool threads = new QueuedThreadPool(64, 4);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("request-"));
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(settings.headerBytesMax());
    http.setUriCompliance(UriCompliance.RFC3986);
    http.setIdleTimeout(settings.idleTimeout().toMillis());
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(settings.idleTimeout().toMillis());
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    server.setHandler(new RouterHandler(router, settings.uriBytesMax()));
    server.setErrorHandler(new ProblemErrorHandler());
  }

  public void start() {
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException(
          "cannot listen on %s:%d: %s"
              .formatted(connector.getHost(), connector.getPort(), e.getMessage()),
          e);
    }
  }

  /// The port it listens on.
  public int port() {
    return connector.getLocalPort();
  }

  /// Takes no new connections, and returns once what was under way is answered, or after that time.
  public void drain(Duration atMost) throws InterruptedException {
    if (!draining.compareAndSet(false, true)) {
      return;
    }
    try {
      connector.shutdown().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("requests were still under way after {}", atMost);
    }
  }

  @Override
  public void close() {
    try {
      server.setStopTimeout(Duration.ofSeconds(10).toMillis());
      server.stop();
    } catch (Exception e) {
      LOG.warn("the HTTP server did not stop cleanly", e);
    }
  }

  /// Sends each request to its route and each answer to its caller.
  private static final class RouterHandler extends Handler.Abstract {
    private final Router router;
    private final int uriBytesMax;

    RouterHandler(Router router, int uriBytesMax) {
      super(InvocationType.BLOCKING);
      this.router = router;
      this.uriBytesMax = uriBytesMax;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String id = "req_" + UUID.randomUUID().toString().replace("-", "");
      send(answer(request, id), id, response, callback);
      return true;
    }

    private ServerResponse answer(Request request, String id) {
      try {
        if (request.getHttpURI().getPathQuery().length() > uriBytesMax) {
          throw new ProblemException(
              414, "uri_too_long", "The path and query are more than " + uriBytesMax + " bytes.");
        }
        String path = request.getHttpURI().getPath();
        return switch (router.find(request.getMethod(), path == null ? "/" : path)) {
          case Router.Target.Found found ->
              found.handler().handle(new ServerRequest(request, id, found.parameters()));
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
        return ServerResponse.problem(Problem.internal(e), id);
      }
    }

    private static void send(
        ServerResponse answer, String id, Response response, Callback callback) {
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      response.setStatus(answer.status());
      response.getHeaders().put(NO_SNIFF);
      response.getHeaders().put("X-Request-Id", id);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
      for (Map.Entry<String, String> header : answer.headers().entrySet()) {
        response.getHeaders().put(header.getKey(), header.getValue());
      }
      response.write(true, ByteBuffer.wrap(body), callback);
    }
  }
}
