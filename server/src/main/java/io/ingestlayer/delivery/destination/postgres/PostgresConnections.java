package io.ingestlayer.delivery.destination.postgres;

import io.ingestlayer.platform.net.CheckedSockets;
import io.ingestlayer.platform.net.EgressPolicy;
import io.ingestlayer.platform.net.EgressPolicy.Ports;
import io.ingestlayer.platform.time.Timer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// A few connections to one database, opened when they are needed and closed when nobody has needed them for a while. Any
/// thread may call it.
///
/// No connection keeps a setting or a prepared statement, so that a pooler may hand its session to somebody else after each
/// transaction.
final class PostgresConnections implements AutoCloseable {
  static final int CONNECTIONS_MAX = 4;
  static final Duration IDLE_MAX = Duration.ofSeconds(30);
  private static final Duration UNASKED_MAX = Duration.ofSeconds(1);
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ALIVE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);

  /// Longer than any statement may take: it is for a network that swallowed the answer.
  private static final Duration SOCKET_TIMEOUT =
      PostgresRowWriter.STATEMENT_TIMEOUT.plus(Duration.ofSeconds(15));

  private static final AtomicLong OPENED = new AtomicLong();

  private final PGSimpleDataSource source;
  private final String socketKey;
  private final Timer timer;
  private final Semaphore free = new Semaphore(CONNECTIONS_MAX);
  private final Deque<Idle> idle = new ArrayDeque<>();
  private volatile @Nullable PostgresVisit visit;
  private boolean closed;
  private boolean watched;

  private record Idle(Connection connection, Instant since) {}

  /// @param connectTimeout for finding somebody who answers at all; a whole second or more
  PostgresConnections(
      DatabaseAddress address,
      String name,
      EgressPolicy egress,
      Timer timer,
      Duration connectTimeout) {
    this.timer = timer;
    socketKey = name + "#" + OPENED.incrementAndGet();
    CheckedSocketFactory.register(
        socketKey,
        new CheckedSocketFactory.Target(
            new CheckedSockets(egress, Ports.ANY), address.host(), address.port(), connectTimeout));
    source = source(address);
    source.setConnectTimeout((int) connectTimeout.toSeconds());
    source.setSocketFactory(CheckedSocketFactory.class.getName());
    source.setSocketFactoryArg(socketKey);
  }

  private static PGSimpleDataSource source(DatabaseAddress address) {
    PGSimpleDataSource made = new PGSimpleDataSource();
    made.setServerNames(
        new String[] {address.host().contains(":") ? "[" + address.host() + "]" : address.host()});
    made.setPortNumbers(new int[] {address.port()});
    made.setDatabaseName(address.database());
    made.setUser(address.user());
    made.setPassword(address.password().reveal());
    made.setApplicationName("ingestlayer");
    // Lets the driver name the application while it connects instead of in a statement of its own.
    made.setAssumeMinServerVersion("9.0");
    made.setSocketTimeout((int) SOCKET_TIMEOUT.toSeconds());
    made.setTcpKeepAlive(true);
    made.setPrepareThreshold(0);
    made.setGssEncMode("disable");
    made.setSslMode(address.tls().word());
    if (address.client() != null) {
      made.setSslCert(address.client().certificate());
      made.setSslKey(address.client().key());
    }
    if (address.rootCertificate() != null) {
      made.setSslRootCert(address.rootCertificate());
    } else if (address.tls() == TlsMode.VERIFY_FULL || address.tls() == TlsMode.VERIFY_CA) {
      made.setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    return made;
  }

  /// A connection for one user at a time. Close gives it back.
  final class Lease implements AutoCloseable {
    private final Connection connection;
    private boolean broken;

    private Lease(Connection connection) {
      this.connection = connection;
    }

    Connection connection() {
      return connection;
    }

    /// Has it closed rather than used again.
    void isBroken() {
      broken = true;
    }

    @Override
    public void close() {
      giveBack(connection, broken);
    }
  }

  /// Waits for a connection; empty when all were in use for half a minute.
  Optional<Lease> take() throws SQLException, InterruptedException {
    if (!free.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
      return Optional.empty();
    }
    boolean taken = false;
    try {
      Lease lease = new Lease(connection());
      taken = true;
      return Optional.of(lease);
    } finally {
      if (!taken) {
        free.release();
      }
    }
  }

  private Connection connection() throws SQLException {
    for (Idle next = poll(); next != null; next = poll()) {
      boolean isFresh = next.since().plus(UNASKED_MAX).isAfter(timer.instant());
      if (isFresh || next.connection().isValid((int) ALIVE_TIMEOUT.toSeconds())) {
        return next.connection();
      }
      closeQuietly(next.connection());
    }
    return opened();
  }

  private Connection opened() throws SQLException {
    Connection connection = source.getConnection();
    try {
      visit = PostgresVisit.of(connection);
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  /// How the database saw the connection that was opened last; null before the first.
  @Nullable PostgresVisit visit() {
    return visit;
  }

  private @Nullable Idle poll() {
    synchronized (idle) {
      return idle.pollFirst();
    }
  }

  private void giveBack(Connection connection, boolean broken) {
    boolean kept = false;
    synchronized (idle) {
      if (!broken && !closed) {
        idle.addFirst(new Idle(connection, timer.instant()));
        kept = true;
        watch();
      }
    }
    if (!kept) {
      closeQuietly(connection);
    }
    free.release();
  }

  /// Has the idle looked at later, once for all of them.
  private void watch() {
    if (!watched) {
      watched = true;
      timer.after(IDLE_MAX, this::closeIdle);
    }
  }

  private void closeIdle() {
    List<Idle> old = new ArrayList<>();
    synchronized (idle) {
      while (!idle.isEmpty() && !idle.getLast().since().plus(IDLE_MAX).isAfter(timer.instant())) {
        old.add(idle.removeLast());
      }
      watched = false;
      if (!idle.isEmpty()) {
        watch();
      }
    }
    old.forEach(it -> closeQuietly(it.connection()));
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is of no use to anybody, and the server ends what it does not hear of.
    }
  }

  /// Connections that wait for the next user.
  int idle() {
    synchronized (idle) {
      return idle.size();
    }
  }

  @Override
  public void close() {
    List<Idle> all;
    synchronized (idle) {
      closed = true;
      all = List.copyOf(idle);
      idle.clear();
    }
    all.forEach(it -> closeQuietly(it.connection()));
    CheckedSocketFactory.forget(socketKey);
  }
}
