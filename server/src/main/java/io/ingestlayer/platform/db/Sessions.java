package io.ingestlayer.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/// Opens sessions that all have the same settings, whatever the server's or the role's own are.
///
/// They are sent as startup options: they hold from the first statement on and survive `reset all`. A pooler that
/// hands one session to many clients refuses them, which is better than losing `synchronous_commit` without a word.
final class Sessions {
  /// The driver sends the machine's own zone as the session's, after the options; this puts it right.
  private static final String INIT_SQL = "set time zone 'UTC'";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int IDLE_MIN = 2;
  private static final Duration SOCKET_GRACE = Duration.ofSeconds(30);
  private static final int PREPARE_THRESHOLD = 3;

  private Sessions() {}

  /// A pool of them, of which one has been opened; the caller closes it. Throws `DatabaseException` when none is to be had.
  static HikariDataSource pool(DatabaseSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("ingestlayer");
    config.setDataSource(of(settings));
    config.setConnectionInitSql(INIT_SQL);
    config.setMaximumPoolSize(settings.connectionsMax());
    config.setMinimumIdle(Math.min(IDLE_MIN, settings.connectionsMax()));
    config.setConnectionTimeout(settings.acquireTimeout().toMillis());
    config.setInitializationFailTimeout(settings.acquireTimeout().toMillis());
    try {
      return uninterrupted(() -> new HikariDataSource(config));
    } catch (HikariPool.PoolInitializationException e) {
      SQLException cause =
          e.getCause() instanceof SQLException sql
              ? sql
              : new SQLException(e.getMessage(), "08001", e);
      throw new DatabaseException(
          "connect to the " + settings, DatabaseException.stateOf(cause), cause);
    }
  }

  /// Closes it and returns when it is closed, interrupted or not.
  static void close(HikariDataSource pool) {
    uninterrupted(() -> {
      pool.close();
      return true;
    });
  }

  /// In a thread that nobody interrupts: the pool takes an interrupt for a fault. Opening, it tries again without a pause
  /// until its time is up; closing, it leaves half of the work.
  private static <T> T uninterrupted(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(
              work, task -> Thread.ofPlatform().daemon().name("pool").start(task))
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static DataSource of(DatabaseSettings settings) {
    Properties given = org.postgresql.Driver.parseURL(settings.url(), new Properties());
    if (given == null) {
      throw new IllegalArgumentException("the database address is not one that the driver knows");
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.url());
    source.setUser(settings.user());
    source.setPassword(settings.password());
    source.setApplicationName("ingestlayer");
    source.setConnectTimeout((int) CONNECT_TIMEOUT.toSeconds());
    source.setTcpKeepAlive(true);
    // Lets the driver name the application while it connects instead of in a statement of its own.
    source.setAssumeMinServerVersion("15");
    source.setPrepareThreshold(PREPARE_THRESHOLD);
    String ours = options(settings);
    String theirs = PGProperty.OPTIONS.getOrDefault(given);
    source.setOptions(theirs == null ? ours : theirs + " " + ours);
    if (settings.statementTimeout().isPositive()) {
      // The server ends the statement; the socket's own end is for a network that swallowed the
      // answer.
      source.setSocketTimeout((int) settings.statementTimeout().plus(SOCKET_GRACE).toSeconds());
    }
    return source;
  }

  private static String options(DatabaseSettings settings) {
    return "-c synchronous_commit=on"
        + " -c search_path="
        + settings.schema()
        + " -c statement_timeout="
        + settings.statementTimeout().toMillis()
        + " -c idle_in_transaction_session_timeout="
        + settings.statementTimeout().toMillis()
        + " -c default_transaction_isolation=read\\ committed";
  }
}
