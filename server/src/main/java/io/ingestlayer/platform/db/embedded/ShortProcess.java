package io.ingestlayer.platform.db.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process that soon ends by itself, and what it said.
record ShortProcess(int exitCode, String output) {
  private static final int OUTPUT_BYTES_MAX = 32 * 1024;
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);
  static final int EXIT_NOT_STARTED = 127;
  static final int EXIT_TOO_LONG = 124;

  /// Runs it to its end; kills it when that takes too long. A program that does not exist is an exit code too.
  static ShortProcess run(Duration longest, List<String> command) {
    Process process;
    try {
      process = builder(command).start();
      process.getOutputStream().close();
    } catch (IOException e) {
      return new ShortProcess(EXIT_NOT_STARTED, String.valueOf(e.getMessage()));
    }
    // What these programs say fits into the pipe, so they end without somebody reading along.
    try (InputStream output = process.getInputStream()) {
      if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(process);
        return new ShortProcess(EXIT_TOO_LONG, "no end after " + longest);
      }
      byte[] said = output.readNBytes(OUTPUT_BYTES_MAX);
      return new ShortProcess(
          process.exitValue(), new String(said, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new EmbeddedPostgresException("run of " + command.getFirst(), e);
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("interrupted while " + command.getFirst() + " ran", e);
    }
  }

  /// Ends it with all that it has started, which would work on for a moment in files that are then taken for left ones.
  /// Returns when they are gone, interrupted or not.
  private static void kill(Process process) {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    CompletableFuture.allOf(
            all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, KILL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  /// A process with an environment of its own, so that no `PG…` or `LC_…` of the operator changes what PostgreSQL does.
  static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(Path.of("/").toFile());
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("LC_ALL", "C");
    environment.put("TZ", "UTC");
    return builder;
  }

  boolean succeeded() {
    return exitCode == 0;
  }

  /// Sends a signal by its name. Nothing happens when the process is gone.
  static void signal(String name, long pid) {
    run(Duration.ofSeconds(5), List.of("/bin/sh", "-c", "kill -" + name + " " + pid));
  }
}
