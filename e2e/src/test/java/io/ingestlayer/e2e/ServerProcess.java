package io.ingestlayer.e2e;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.testkit.await.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The server as a user runs it: `bin/ingestlayer serve` in a process of its own, on a folder and a port of its own.
public final class ServerProcess implements AutoCloseable {
  static final String API_KEY = "il_live_e2eKey0000000000000000000000000rf4WD";
  private static final int PORT_FIRST = 12_000;
  private static final int PORT_LAST = 30_000;
  private static final int PORT_TRIES_MAX = 100;
  static final Path ROOT = Path.of(System.getProperty("ingestlayer.root")).normalize();

  private final Path folder;
  private final int port = freePort();
  private final Map<String, String> environment = new HashMap<>();
  private final Api api = new Api("http://127.0.0.1:" + port, API_KEY);
  private @Nullable Process process;
  private int starts;

  /// @param folder takes the data, the definitions and the logs
  ServerProcess(Path folder) {
    this.folder = folder;
    environment.put("INGESTLAYER_LISTEN", "127.0.0.1:" + port);
    environment.put("INGESTLAYER_DATA_DIR", folder.resolve("data").toString());
    environment.put("INGESTLAYER_WORKSPACE_DIR", folder.resolve("workspace").toString());
    environment.put("INGESTLAYER_EGRESS_ALLOW", "127.0.0.0/8");
    environment.put("INGESTLAYER_API_KEY", API_KEY);
  }

  /// Sets a variable for the next start.
  ServerProcess with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /// Writes a definition file for the next start.
  ServerProcess define(String file, String yaml) throws IOException {
    Files.createDirectories(folder.resolve("workspace"));
    Files.writeString(folder.resolve("workspace").resolve(file), yaml);
    return this;
  }

  ServerProcess start() throws IOException {
    launch();
    Await.until("the server is ready", Duration.ofSeconds(60), this::isReady);
    return this;
  }

  void launch() throws IOException {
    Files.createDirectories(folder.resolve("workspace"));
    List<String> command =
        new ArrayList<>(List.of(ROOT.resolve("bin/ingestlayer").toString(), "serve"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("server-" + starts++ + ".log").toFile());
    process = builder.start();
  }

  boolean isReady() {
    if (!isAlive()) {
      throw new IllegalStateException("the server ended: " + log());
    }
    try {
      return api.get("/readyz").statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  boolean isAlive() {
    Process started = process;
    return started != null && started.isAlive();
  }

  /// The output of the latest start.
  String log() {
    try {
      return Files.readString(folder.resolve("server-" + (starts - 1) + ".log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  Path dataDir() {
    return folder.resolve("data");
  }

  /// The API, with the first key. It can be called while the server is down, and fails then.
  Api api() {
    return api;
  }

  int port() {
    return port;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /// Runs another command of the program with this server's environment, and returns its exit code and output.
  Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("bin/ingestlayer").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().put("INGESTLAYER_URL", url());
    builder.environment().put("INGESTLAYER_KEY", API_KEY);
    builder.redirectErrorStream(true);
    Process run = builder.start();
    String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!run.waitFor(120, TimeUnit.SECONDS)) {
      run.destroyForcibly();
      throw new IllegalStateException("did not end: " + command);
    }
    return new Result(run.exitValue(), output);
  }

  /// What a command came to.
  record Result(int exitCode, String output) {
    /// The line of the output that is JSON.
    JsonNode json() {
      return output
          .lines()
          .filter(it -> it.startsWith("{"))
          .findFirst()
          .map(Api.JSON::readTree)
          .orElseThrow(() -> new AssertionError("no JSON in " + output));
    }
  }

  /// `kill -9` of the server; returns once it is gone.
  void kill() throws InterruptedException {
    running().destroyForcibly().waitFor();
  }

  /// `kill -9` of the embedded PostgreSQL's postmaster, when it is there; returns once it is gone.
  void killPostmaster() {
    postmaster()
        .ifPresent(it -> {
          it.destroyForcibly();
          Await.until("the postmaster's end", Duration.ofSeconds(5), () -> !it.isAlive());
        });
  }

  /// By the pid in its file, when that is a postgres and not somebody else who got the number since.
  private Optional<ProcessHandle> postmaster() {
    try {
      long pid = Long.parseLong(Files.readAllLines(postmasterFile()).getFirst().strip());
      return ProcessHandle.of(pid)
          .filter(it -> it.info().command().orElse("").endsWith("/postgres"));
    } catch (IOException | NumberFormatException | NoSuchElementException e) {
      return Optional.empty();
    }
  }

  /// What the embedded PostgreSQL's postmaster says of itself while it runs.
  Path postmasterFile() {
    return dataDir().resolve("postgres").resolve("postmaster.pid");
  }

  /// Every process of a PostgreSQL in the data folder, also of one that is only being made, whoever started it.
  List<ProcessHandle> postgresProcesses() {
    return ProcessHandle.allProcesses().filter(it -> isIn(dataDir(), it)).toList();
  }

  private static boolean isIn(Path folder, ProcessHandle process) {
    Path of = Path.of("/proc", Long.toString(process.pid()));
    try {
      return Files.readSymbolicLink(of.resolve("exe")).startsWith(folder.toRealPath())
          || Files.readSymbolicLink(of.resolve("cwd")).startsWith(folder.toRealPath());
    } catch (IOException e) {
      // Gone, or another user's.
      return false;
    }
  }

  /// Waits so long at most for the server to end by itself; returns its exit code when it did.
  OptionalInt awaitEnd(Duration atMost) throws InterruptedException {
    return running().waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(running().exitValue())
        : OptionalInt.empty();
  }

  private Process running() {
    return requireNonNull(process, "the server was not started");
  }

  /// SIGTERM; returns the exit code.
  int stop() throws InterruptedException {
    Process stopping = running();
    stopping.destroy();
    if (!stopping.waitFor(40, TimeUnit.SECONDS)) {
      stopping.destroyForcibly();
      throw new IllegalStateException("the server did not stop in 40 s: " + log());
    }
    return stopping.exitValue();
  }

  @Override
  public void close() {
    try {
      if (isAlive()) {
        stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running().destroyForcibly();
    } finally {
      api.close();
    }
  }

  /// Below the range that systems take outgoing ports from: while the server is down, nobody else may get its port.
  static int freePort() {
    for (int tries = 0; tries < PORT_TRIES_MAX; tries++) {
      int port = ThreadLocalRandom.current().nextInt(PORT_FIRST, PORT_LAST);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException e) {
        // It is taken; another one is not.
      }
    }
    throw new IllegalStateException("no free port below " + PORT_LAST);
  }
}
