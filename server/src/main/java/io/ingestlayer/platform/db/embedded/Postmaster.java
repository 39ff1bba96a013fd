package io.ingestlayer.platform.db.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Starts and stops PostgreSQL's main process. All calls are made by one thread that lives as long as the server: the
/// kernel stops the process when the thread that started it ends.
final class Postmaster {
  /// Recovery after a crash reads what was written since the last checkpoint, which takes its time.
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(10);

  private static final Duration FAST_STOP = Duration.ofSeconds(60);
  private static final Duration IMMEDIATE_STOP = Duration.ofSeconds(10);
  private static final Duration LAST_WORDS_WAIT = Duration.ofMillis(500);
  private static final long POLL_MILLIS = 10;
  private static final long LOG_BYTES_MAX = 8L * 1024 * 1024;

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("full_page_writes", "on"),
          Map.entry("max_wal_size", "4GB"),
          Map.entry("checkpoint_timeout", "15min"),
          Map.entry("wal_compression", "pglz"),
          Map.entry("shared_buffers", "256MB"),
          Map.entry("max_connections", "200"),
          Map.entry("recovery_init_sync_method", SyncMethod.here().word()),
          Map.entry("jit", "off"),
          Map.entry("listen_addresses", "127.0.0.1"),
          Map.entry("unix_socket_directories", ""),
          Map.entry("password_encryption", "scram-sha-256"),
          Map.entry("client_connection_check_interval", "10s"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          Map.entry("log_line_prefix", "%m [%p] "),
          Map.entry("log_checkpoints", "off"),
          // Values of events stand in messages, details and statements; the caller gets those, the
          // file does not.
          Map.entry("log_min_messages", "log"),
          Map.entry("log_error_verbosity", "terse"),
          Map.entry("log_min_error_statement", "panic"));

  private final Path program;
  private final RunAs runAs;
  private final Leftovers leftovers;
  private final List<String> arguments;
  private final BoundedLog log;

  Postmaster(
      Path program, RunAs runAs, Path data, Path logFile, int port, Map<String, String> settings) {
    this.program = program;
    this.runAs = runAs;
    this.leftovers = new Leftovers(data);
    this.arguments = arguments(data, port, settings);
    this.log = new BoundedLog(logFile, LOG_BYTES_MAX);
  }

  private static List<String> arguments(Path data, int port, Map<String, String> settings) {
    List<String> words =
        new ArrayList<>(List.of("-D", data.toString(), "-p", String.valueOf(port)));
    Map<String, String> all = new TreeMap<>(SETTINGS);
    all.putAll(settings);
    all.forEach((name, value) -> words.addAll(List.of("-c", name + "=" + value)));
    return words;
  }

  /// What came of one try to start it.
  sealed interface Start {
    record Ready(Process process) implements Start {}

    /// @param temporary whether it may succeed a moment later, when what the last one left is gone
    record Refused(String why, boolean temporary) implements Start {}
  }

  /// Starts it and returns when it takes connections, has ended, or is no longer wanted.
  Start start(BooleanSupplier unwanted) throws InterruptedException {
    log.startOver();
    Process process;
    try {
      process = ShortProcess.builder(runAs.command(program, arguments)).start();
      process.getOutputStream().close();
    } catch (IOException e) {
      return new Start.Refused(String.valueOf(e.getMessage()), false);
    }
    Thread reader =
        Thread.ofPlatform()
            .daemon()
            .name("postgres-log")
            .start(() -> log.follow(process.getInputStream()));
    long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
    while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      if (leftovers.isReady(process.pid())) {
        return new Start.Ready(process);
      }
      if (unwanted.getAsBoolean() || System.nanoTime() > deadline) {
        stop(process);
        return new Start.Refused(
            "not ready after " + READY_TIMEOUT.toMinutes() + " minutes", false);
      }
    }
    reader.join(LAST_WORDS_WAIT);
    String why = "exit code %d, %s".formatted(process.exitValue(), log.lastWords());
    return new Start.Refused(why, isTemporary(why));
  }

  /// PostgreSQL's own words for: what ran here before is not quite gone.
  private static boolean isTemporary(String why) {
    return why.contains("pre-existing shared memory block")
        || why.contains("lock file \"postmaster.pid\" already exists")
        || why.contains("Address already in use");
  }

  String lastWords() {
    return log.lastWords();
  }

  /// Ends all sessions, writes a checkpoint and returns when the process is gone. One that takes too long is stopped
  /// without the checkpoint; the next start recovers what it had committed.
  void stop(Process process) throws InterruptedException {
    if (!signal("INT", process, FAST_STOP) && !signal("QUIT", process, IMMEDIATE_STOP)) {
      process.destroyForcibly().waitFor();
    }
  }

  private static boolean signal(String name, Process process, Duration wait)
      throws InterruptedException {
    ShortProcess.signal(name, process.pid());
    return process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS);
  }
}
