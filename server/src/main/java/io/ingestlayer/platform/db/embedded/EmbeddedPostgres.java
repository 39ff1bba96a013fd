package io.ingestlayer.platform.db.embedded;

import io.ingestlayer.platform.db.DatabaseSettings;
import io.ingestlayer.platform.db.embedded.Postmaster.Start;
import io.ingestlayer.platform.file.DataFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL of our own: a child process on loopback, with its data in the data folder, settings that keep what is
/// committed, and a thread that starts it again when it dies.
///
/// Its address never changes while this object is open. Closing stops it; so does the end of this process, by way of
/// the kernel where that can be had, and otherwise at the next start on the same folder.
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String DATABASE = "ingestlayer";

  /// How long what the last one left may take to go away.
  private static final Duration LEFTOVERS_TIMEOUT = Duration.ofSeconds(30);

  /// When backends of a killed postmaster that have not noticed its death are told.
  private static final Duration LEFTOVERS_PATIENCE = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
  private static final int DOUBLINGS_MAX = 8;

  /// How long it may keep dying or refusing to start before we give up; a full disk may be given room meanwhile.
  private static final Duration TROUBLE_MAX = Duration.ofMinutes(10);

  /// After so long without a death the trouble is over.
  private static final Duration STEADY = Duration.ofMinutes(1);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(90);

  private final Postmaster postmaster;
  private final Leftovers leftovers;
  private final EmbeddedOptions options;
  private final Duration troubleMax;
  private final String password;
  private final int port;
  private final CompletableFuture<@Nullable Void> closing = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> started = new CompletableFuture<>();
  private final Thread supervisor;
  private volatile long pid;

  private EmbeddedPostgres(
      Postmaster postmaster,
      Cluster cluster,
      int port,
      EmbeddedOptions options,
      Duration troubleMax) {
    this.postmaster = postmaster;
    this.leftovers = new Leftovers(cluster.data());
    this.options = options;
    this.troubleMax = troubleMax;
    this.password = cluster.password();
    this.port = port;
    this.supervisor =
        Thread.ofPlatform().daemon().name("embedded-postgres").unstarted(this::supervise);
  }

  /// Returns when it takes connections. Throws `EmbeddedPostgresException` with a sentence for the operator. Interrupted,
  /// it throws too, soon, and leaves no process behind.
  ///
  /// @param folder whose lock is the proof that no other server uses this database; stays open as long as this does
  public static EmbeddedPostgres start(DataFolder folder, EmbeddedOptions options) {
    return start(folder, options, TROUBLE_MAX);
  }

  /// Where the database of that data folder is found while another process runs it. Says nothing of whether it does.
  ///
  /// Throws `EmbeddedPostgresException` when there is none, or its password may not be read.
  public static DatabaseSettings runningIn(Path dataFolder) {
    ClusterFiles files = new ClusterFiles(dataFolder.toAbsolutePath().normalize());
    try {
      return DatabaseSettings.of(url(files.lastPort(), DATABASE), Cluster.USER, files.password());
    } catch (IOException | NumberFormatException e) {
      throw new EmbeddedPostgresException(
          "There is no embedded PostgreSQL in %s that can be read from here. Run this as the user that runs the server."
              .formatted(dataFolder),
          e);
    }
  }

  /// The same, with another bound on how long it may be in trouble.
  static EmbeddedPostgres start(DataFolder folder, EmbeddedOptions options, Duration troubleMax) {
    ClusterFiles files = new ClusterFiles(folder.path());
    PostgresBinaries binaries = PostgresBinaries.unpacked(files.binaries(), options.progress());
    RunAs runAs = RunAs.choose(binaries.postgres());
    stopOrphan(new Leftovers(files.data()), options);
    Cluster cluster = Cluster.prepared(files, binaries, runAs, options.progress());
    EmbeddedPostgres postgres;
    try {
      int port = files.port();
      Postmaster postmaster =
          new Postmaster(
              binaries.postgres(), runAs, cluster.data(), files.log(), port, options.settings());
      postgres = new EmbeddedPostgres(postmaster, cluster, port, options, troubleMax);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "The port of the embedded PostgreSQL could not be kept: " + e.getMessage(), e);
    }
    postgres.begin();
    binaries.removeOthers();
    return postgres;
  }

  /// A server that was killed may have left its PostgreSQL behind, or the kernel is just stopping it.
  private static void stopOrphan(Leftovers leftovers, EmbeddedOptions options) {
    OptionalLong orphan = leftovers.postmaster();
    if (orphan.isEmpty()) {
      return;
    }
    options.progress().accept("stopping the PostgreSQL that an earlier server left");
    ProcessHandle.of(orphan.getAsLong())
        .ifPresent(process -> {
          ShortProcess.signal("INT", process.pid());
          if (!ended(process, LEFTOVERS_TIMEOUT)) {
            ShortProcess.signal("QUIT", process.pid());
            ended(process, LEFTOVERS_TIMEOUT);
          }
        });
  }

  private static boolean ended(ProcessHandle process, Duration within) {
    try {
      process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an end never fails", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void begin() {
    options.progress().accept("starting PostgreSQL");
    supervisor.start();
    try {
      started.get();
      createDatabase();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EmbeddedPostgresException why) {
        throw why;
      }
      throw new IllegalStateException("start of the embedded PostgreSQL", e.getCause());
    } catch (InterruptedException e) {
      close();
      throw interrupted(e);
    } catch (SQLException e) {
      close();
      throw new EmbeddedPostgresException(
          "The embedded PostgreSQL does not let us in: " + e.getMessage(), e);
    }
  }

  private static EmbeddedPostgresException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new EmbeddedPostgresException("The start of the embedded PostgreSQL was broken off.", e);
  }

  private void createDatabase() throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url(port, "postgres"));
    source.setUser(user());
    source.setPassword(password);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet found =
          statement.executeQuery("select 1 from pg_database where datname = '" + DATABASE + "'")) {
        if (found.next()) {
          return;
        }
      }
      statement.execute("create database " + DATABASE);
    }
  }

  /// The life of the one thread that starts, watches and stops the process.
  private void supervise() {
    try {
      Process process = startPatiently();
      started.complete(null);
      int deaths = 0;
      long troubleSince = System.nanoTime();
      while (true) {
        long up = System.nanoTime();
        CompletableFuture.anyOf(process.onExit(), closing).join();
        if (closing.isDone()) {
          postmaster.stop(process);
          return;
        }
        if (deaths == 0 || System.nanoTime() - up > STEADY.toNanos()) {
          deaths = 0;
          troubleSince = System.nanoTime();
        }
        process = restart(process.exitValue(), deaths++, troubleSince);
      }
    } catch (RuntimeException e) {
      if (!started.completeExceptionally(e) && !closing.isDone()) {
        LOG.error("PostgreSQL is not started again", e);
        tell(new PostgresEvent.GivenUp(String.valueOf(e.getMessage())));
      }
    } catch (InterruptedException e) {
      // Nobody but the virtual machine's own end interrupts this thread, and the kernel stops the
      // process then.
      Thread.currentThread().interrupt();
      started.completeExceptionally(new EmbeddedPostgresException("interrupted", e));
    }
  }

  private Process restart(int exitCode, int failures, long troubleSince)
      throws InterruptedException {
    long died = System.nanoTime();
    String lastWords = postmaster.lastWords();
    LOG.error("PostgreSQL died with exit code {}, starting it again: {}", exitCode, lastWords);
    tell(new PostgresEvent.Died(exitCode, lastWords));
    for (int before = failures; ; before++) {
      if (before > 0) {
        pause(PAUSE.multipliedBy(1L << Math.min(before, DOUBLINGS_MAX)));
      }
      try {
        Process process = startPatiently();
        Duration away = Duration.ofNanos(System.nanoTime() - died);
        LOG.info("PostgreSQL is back after {} ms", away.toMillis());
        tell(new PostgresEvent.Restarted(away));
        return process;
      } catch (EmbeddedPostgresException e) {
        if (closing.isDone() || System.nanoTime() - troubleSince > troubleMax.toNanos()) {
          throw e;
        }
        LOG.warn("{}", e.getMessage());
      }
    }
  }

  /// Tries until what the last one left is gone. Only that is waited for; any other refusal is final.
  private Process startPatiently() throws InterruptedException {
    long begun = System.nanoTime();
    while (true) {
      switch (postmaster.start(closing::isDone)) {
        case Start.Ready(Process process) -> {
          pid = process.pid();
          return process;
        }
        case Start.Refused(String why, boolean temporary) -> {
          long waited = System.nanoTime() - begun;
          if (!temporary || closing.isDone() || waited > LEFTOVERS_TIMEOUT.toNanos()) {
            throw new EmbeddedPostgresException(
                "The embedded PostgreSQL does not start: %s".formatted(why));
          }
          if (waited > LEFTOVERS_PATIENCE.toNanos()) {
            leftovers.all().forEach(left -> ShortProcess.signal("QUIT", left));
          }
          pause(PAUSE);
        }
      }
    }
  }

  /// Waits, unless it is time to close.
  private void pause(Duration length) throws InterruptedException {
    Duration bounded = length.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : length;
    try {
      closing.get(bounded.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // The pause is over.
    } catch (ExecutionException e) {
      throw new IllegalStateException("closing never fails", e);
    }
  }

  private void tell(PostgresEvent event) {
    try {
      options.listener().accept(event);
    } catch (RuntimeException e) {
      LOG.error("a listener failed on {}", event, e);
    }
  }

  private static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=disable&gssEncMode=disable"
        .formatted(port, database);
  }

  /// Where it is, without user and password.
  public String jdbcUrl() {
    return url(port, DATABASE);
  }

  public String user() {
    return Cluster.USER;
  }

  public String password() {
    return password;
  }

  public DatabaseSettings settings() {
    return DatabaseSettings.of(jdbcUrl(), user(), password);
  }

  /// Where it listens, on loopback.
  public int port() {
    return port;
  }

  /// The process that is PostgreSQL now; another after a restart.
  public long pid() {
    return pid;
  }

  /// Stops it and returns when it is gone, after a minute and a half at most. Sessions that are open are ended.
  @Override
  public void close() {
    closing.complete(null);
    boolean interrupted = false;
    long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    while (supervisor.isAlive() && System.nanoTime() < deadline) {
      try {
        supervisor.join(CLOSE_TIMEOUT);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
