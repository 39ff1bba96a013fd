package io.ingestlayer.platform.http;

import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;

/// Ends connections whose request header is not whole in time, however steadily its bytes trickle in.
///
/// Jetty's idle timeout starts anew with each byte; this looks at when the header began. One task looks at all
/// connections, so a slow one costs no thread.
final class HeaderDeadline {
  private static final Problem LATE =
      Problem.of(408, "request_timeout", "The header did not arrive in time.");

  private final ServerConnector connector;
  private final long nanosMax;
  private final long lookEveryMillis;

  HeaderDeadline(ServerConnector connector, Duration atMost) {
    this.connector = connector;
    this.nanosMax = atMost.toNanos();
    this.lookEveryMillis = Math.clamp(atMost.toMillis() / 4, 10, 1_000);
  }

  /// Looks from now on, until the connector stops.
  void start() {
    connector.getScheduler().schedule(this::look, lookEveryMillis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    if (!connector.isRunning()) {
      return;
    }
    try {
      long now = System.nanoTime();
      for (EndPoint peer : connector.getConnectedEndPoints()) {
        if (peer.getConnection() instanceof HttpConnection http && late(http.getParser(), now)) {
          end(peer);
        }
      }
    } finally {
      start();
    }
  }

  private boolean late(HttpParser parser, long now) {
    return !parser.isStart()
        && parser.inHeaderState()
        && now - parser.getBeginNanoTime() > nanosMax;
  }

  /// Nothing else writes to a connection whose request is not whole yet.
  private static void end(EndPoint peer) {
    try {
      peer.write(Callback.from(peer::close), ByteBuffer.wrap(answer(RequestIds.next())));
    } catch (WritePendingException e) {
      peer.close();
    }
  }

  /// Written by hand: for Jetty there is no request yet that could be answered.
  private static byte[] answer(String id) {
    byte[] body = LATE.toJson(id).getBytes(StandardCharsets.UTF_8);
    String head =
        """
        HTTP/1.1 408 Request Timeout\r
        X-Content-Type-Options: nosniff\r
        X-Request-Id: %s\r
        Content-Type: application/problem+json\r
        Content-Length: %d\r
        Connection: close\r
        \r
        """
            .formatted(id, body.length);
    return ByteBuffer.allocate(head.length() + body.length)
        .put(head.getBytes(StandardCharsets.US_ASCII))
        .put(body)
        .array();
  }
}
