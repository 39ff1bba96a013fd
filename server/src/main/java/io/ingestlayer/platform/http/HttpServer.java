package io.ingestlayer.platform.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP server: Jetty's core with a virtual thread for each request, our router behind it.
///
/// Strict in what it takes for HTTP: a message that two parsers could read differently is refused, whatever follows on
/// its connection unread.
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private final Server server;
  private final ServerConnector connector;
  private final HeaderDeadline headerDeadline;
  private final AtomicBoolean draining = new AtomicBoolean();
  private volatile int port;

  /// Where to listen, and the bounds on what comes in before a route sees it.
  ///
  /// @param port 0 takes a free one
  /// @param idleTimeout a connection on which nothing moves for so long is closed
  /// @param headerTimeout a request's header is whole within this of its first byte
  /// @param headerBytesMax the request line and all headers together
  /// @param uriBytesMax path and query
  /// @param connectionsMax further ones wait, 1024 of them in the system's queue, until one of these ends
  /// @param bodyBytesInFlightMax memory for bodies that are being read or worked on, all requests together: three times
  ///     their inflated length
  public record Settings(
      String host,
      int port,
      Duration idleTimeout,
      Duration headerTimeout,
      int headerBytesMax,
      int headersMax,
      int uriBytesMax,
      int connectionsMax,
      long bodyBytesInFlightMax) {
    private static final long MIB = 1024L * 1024;
    private static final int CONNECTIONS_MIN = 100;
    private static final int CONNECTIONS_MAX = 20_000;
    private static final int CONNECTION_BYTES = 64 * 1024;

    /// Half of the files that may be open, one for each 64 KiB of heap, at most 20 000: what a slow one costs is bounded
    /// before it is felt.
    private static int connectionsAffordable() {
      long files =
          ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
              ? unix.getMaxFileDescriptorCount() / 2
              : CONNECTIONS_MAX;
      long heap = Runtime.getRuntime().maxMemory() / CONNECTION_BYTES;
      return Math.clamp(Math.min(files, heap), CONNECTIONS_MIN, CONNECTIONS_MAX);
    }

    /// The product's bounds. Bodies may take a quarter of the heap, at least the longest there can be.
    public static Settings on(String host, int port) {
      return new Settings(
          host,
          port,
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          16 * 1024,
          100,
          8 * 1024,
          connectionsAffordable(),
          Math.clamp(Runtime.getRuntime().maxMemory() / 4, 64 * MIB, 256 * MIB));
    }

    public Settings withIdleTimeout(Duration timeout) {
      return new Settings(
          host,
          port,
          timeout,
          headerTimeout,
          headerBytesMax,
          headersMax,
          uriBytesMax,
          connectionsMax,
          bodyBytesInFlightMax);
    }

    public Settings withHeaderTimeout(Duration timeout) {
      return new Settings(
          host,
          port,
          idleTimeout,
          timeout,
          headerBytesMax,
          headersMax,
          uriBytesMax,
          connectionsMax,
          bodyBytesInFlightMax);
    }

    public Settings withConnectionsMax(int connections) {
      return new Settings(
          host,
          port,
          idleTimeout,
          headerTimeout,
          headerBytesMax,
          headersMax,
          uriBytesMax,
          connections,
          bodyBytesInFlightMax);
    }

    public Settings withBodyBytesInFlightMax(long bytes) {
      return new Settings(
          host,
          port,
          idleTimeout,
          headerTimeout,
          headerBytesMax,
          headersMax,
          uriBytesMax,
          connectionsMax,
          bytes);
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
    http.setHttpCompliance(HttpCompliance.STRICT);
    http.setUriCompliance(UriCompliance.RFC3986);
    http.setIdleTimeout(settings.idleTimeout().toMillis());
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    port = settings.port();
    connector.setIdleTimeout(settings.idleTimeout().toMillis());
    connector.setAcceptQueueSize(1024);
    connector.addBean(new NetworkConnectionLimit(settings.connectionsMax(), connector));
    headerDeadline = new HeaderDeadline(connector, settings.headerTimeout());
    server.addConnector(connector);
    server.setHandler(new RoutedHandler(router, settings));
    server.setErrorHandler(new ProblemErrorHandler());
  }

  public void start() {
    try {
      server.start();
    } catch (Exception e) {
      throw new CannotListenException(connector.getHost(), connector.getPort(), e);
    }
    port = connector.getLocalPort();
    headerDeadline.start();
  }

  /// The port it listens on, or did; before the start the one it was asked to.
  public int port() {
    return port;
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
}
