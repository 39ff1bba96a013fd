package io.ingestlayer.delivery.destination.email;

import io.ingestlayer.platform.net.CheckedSockets;
import io.ingestlayer.platform.net.EgressPolicy;
import io.ingestlayer.platform.net.EgressRefusedException;
import io.ingestlayer.platform.time.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Connections to one SMTP server: opened when they are needed, used for several messages, and closed when nobody has
/// needed them for a while. Any thread may call it.
final class SmtpConnections implements AutoCloseable {
  static final Duration IDLE_MAX = Duration.ofSeconds(10);

  /// Many servers end a connection after some hundred.
  static final int MESSAGES_MAX = 100;

  /// The end of all that is done with a connection for one message: a server may answer drop by drop.
  static final Duration ATTEMPT_MAX = Duration.ofMinutes(2);

  private static final int IDLE_CONNECTIONS_MAX = 2;

  private final SmtpServer server;
  private final CheckedSockets sockets;
  private final Timer timer;
  private final @Nullable String ourName;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private boolean closed;

  private record Idle(SmtpConnection connection, Socket socket, Timer.Scheduled end) {}

  SmtpConnections(SmtpServer server, EgressPolicy egress, Timer timer, @Nullable String ourName) {
    this.server = server;
    this.sockets = new CheckedSockets(egress, EgressPolicy.Ports.ANY);
    this.timer = timer;
    this.ourName = ourName;
  }

  /// A connection for one message. Close gives it back when it may be used again, and ends it otherwise.
  final class Lease implements AutoCloseable {
    private final SmtpConnection connection;
    private final Socket socket;
    private final Timer.Scheduled watch;
    private boolean good;

    private Lease(SmtpConnection connection, Socket socket, Timer.Scheduled watch) {
      this.connection = connection;
      this.socket = socket;
      this.watch = watch;
    }

    SmtpConnection connection() {
      return connection;
    }

    /// The conversation came to its end as it should.
    void isGood() {
      good = true;
    }

    @Override
    public void close() {
      watch.cancel();
      if (good && connection.sent() < MESSAGES_MAX) {
        giveBack(connection, socket);
      } else {
        connection.close();
      }
    }
  }

  /// @throws EgressRefusedException when the host is not allowed, or not found
  Lease take() throws EgressRefusedException, SmtpException {
    for (Idle used = used(); used != null; used = used()) {
      used.end().cancel();
      Timer.Scheduled watch = watch(used.socket());
      if (used.connection().isAlive()) {
        return new Lease(used.connection(), used.socket(), watch);
      }
      watch.cancel();
      used.connection().close();
    }
    Socket socket = connect();
    Timer.Scheduled watch = watch(socket);
    SmtpConnection opened = null;
    try {
      opened = SmtpConnection.open(server, socket, ourName);
      return new Lease(opened, socket, watch);
    } finally {
      if (opened == null) {
        watch.cancel();
        abort(socket);
      }
    }
  }

  private Socket connect() throws EgressRefusedException, SmtpException {
    try {
      return sockets.connect(server.host(), server.port(), server.timeout());
    } catch (EgressRefusedException e) {
      throw e;
    } catch (IOException e) {
      throw new SmtpException(
          SmtpException.Stage.CONNECT,
          "no connection to " + server.host() + ":" + server.port() + ": " + e.getMessage(),
          e);
    }
  }

  private Timer.Scheduled watch(Socket socket) {
    return timer.after(ATTEMPT_MAX, () -> abort(socket));
  }

  private static void abort(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException("close a connection", e);
    }
  }

  private synchronized @Nullable Idle used() {
    return idle.pollLast();
  }

  private void giveBack(SmtpConnection connection, Socket socket) {
    synchronized (this) {
      if (!closed && idle.size() < IDLE_CONNECTIONS_MAX) {
        Timer.Scheduled end = timer.after(IDLE_MAX, () -> end(connection));
        idle.addLast(new Idle(connection, socket, end));
        return;
      }
    }
    connection.close();
  }

  private void end(SmtpConnection connection) {
    boolean mine;
    synchronized (this) {
      mine = idle.removeIf(it -> it.connection() == connection);
    }
    if (mine) {
      connection.close();
    }
  }

  @Override
  public void close() {
    Deque<Idle> last;
    synchronized (this) {
      closed = true;
      last = new ArrayDeque<>(idle);
      idle.clear();
    }
    last.forEach(it -> {
      it.end().cancel();
      it.connection().close();
    });
  }
}
