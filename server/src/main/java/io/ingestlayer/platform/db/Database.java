package io.ingestlayer.platform.db;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/// A bounded pool of connections to one PostgreSQL, and the only way to a transaction. For any number of threads.
public final class Database implements AutoCloseable {
  static final int ATTEMPTS_MAX = 6;
  private static final long PAUSE_NANOS_FIRST = Duration.ofMillis(4).toNanos();

  private final HikariDataSource pool;
  private final LongUnaryOperator jitter;

  private Database(HikariDataSource pool, LongUnaryOperator jitter) {
    this.pool = pool;
    this.jitter = jitter;
  }

  /// A database that has answered once. Throws `DatabaseException` when it does not within the acquire timeout.
  public static Database open(DatabaseSettings settings) {
    return open(settings, bound -> ThreadLocalRandom.current().nextLong(bound));
  }

  /// The same; `jitter` says how long to pause before a retry, at least zero and less than its argument, in ns.
  static Database open(DatabaseSettings settings, LongUnaryOperator jitter) {
    return new Database(Sessions.pool(settings), jitter);
  }

  /// Runs the work in one READ COMMITTED transaction and returns its answer after the commit has been acknowledged.
  ///
  /// A serialization failure or a deadlock rolls back and runs the work again, up to six times. What the work itself
  /// throws rolls back and comes out as it is; an `SQLException` as `DatabaseException`. A commit whose answer was
  /// lost is a `CommitUnknownException`.
  ///
  /// @param doing what the work does, for a person: "append of 37 events"
  public <T extends @Nullable Object> T transaction(String doing, Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(doing, work);
      } catch (DatabaseException e) {
        boolean again = e.kind() == DatabaseException.Kind.CONFLICT && attempt < ATTEMPTS_MAX;
        if (!again || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        LockSupport.parkNanos(jitter.applyAsLong(PAUSE_NANOS_FIRST << attempt));
      }
    }
  }

  /// Runs the work on a connection where each statement is a transaction of its own.
  public <T extends @Nullable Object> T read(String doing, Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw new DatabaseException(doing, DatabaseException.stateOf(e), e);
    }
  }

  private <T extends @Nullable Object> T once(String doing, Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      T answer;
      try {
        answer = work.run(connection);
        requireAlive(connection);
      } catch (Throwable e) {
        rollback(connection, e);
        throw e;
      }
      commit(doing, connection);
      return answer;
    } catch (SQLException e) {
      throw new DatabaseException(doing, DatabaseException.stateOf(e), e);
    }
  }

  /// The server answers COMMIT of a failed transaction with ROLLBACK, and the driver lets that pass for success.
  private static void requireAlive(Connection connection) throws SQLException {
    if (connection.unwrap(PgConnection.class).getTransactionState() == TransactionState.FAILED) {
      throw new SQLException("a failed statement was passed over, nothing is kept", "25P02");
    }
  }

  private static void rollback(Connection connection, Throwable why) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The server rolls back what a broken connection leaves, and the pool throws the connection
      // away.
      why.addSuppressed(e);
    }
  }

  private static void commit(String doing, Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      rollback(connection, e);
      String state = DatabaseException.stateOf(e);
      if (saysNotCommitted(state)) {
        throw e;
      }
      throw new CommitUnknownException(doing, state, e);
    }
  }

  /// Whether the server itself answered that it did not commit: conflict, deferred constraint, failed transaction.
  private static boolean saysNotCommitted(@Nullable String state) {
    if (state == null || state.length() != 5) {
      return false;
    }
    return switch (state.substring(0, 2)) {
      case "22", "23", "25", "40", "P0" -> true;
      default -> false;
    };
  }

  /// Connections in use now.
  public int connectionsInUse() {
    return pool.getHikariPoolMXBean().getActiveConnections();
  }

  /// Callers waiting for a connection now.
  public int callersWaiting() {
    return pool.getHikariPoolMXBean().getThreadsAwaitingConnection();
  }

  /// Closes all connections; work that still runs is broken off. The caller has drained before.
  @Override
  public void close() {
    Sessions.close(pool);
  }
}
