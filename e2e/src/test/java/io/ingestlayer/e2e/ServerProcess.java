package io.ingestlayer.e2e;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.testkit.await.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The server as a user runs it: `bin/ingestlayer serve` in a process of its own, on a folder and a port of its own.
public final class ServerProcess implements AutoCloseable {
  static final String API_KEY = "il_live_e2eKey0000000000000000000000000rf4WD";
  private static final Path ROOT = Path.of(System.getProperty("ingestlayer.root")).normalize();
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final int port = freePort();
  private final Map<String, String> environment = new HashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
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
    Files.createDirectories(folder);
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
      return get("/readyz").statusCode() == 200;
    } catch (IOException e) {
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

  String url() {
    return "http://127.0.0.1:" + port;
  }

  HttpResponse<String> get(String path) throws IOException {
    return send(request(path).GET().build());
  }

  HttpResponse<String> post(String path, String body) throws IOException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  HttpResponse<String> put(String path, String body) throws IOException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + API_KEY);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
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

  record Result(int exitCode, String output) {}

  /// `kill -9` of the server; returns once it is gone.
  void kill() throws InterruptedException {
    running().destroyForcibly().waitFor();
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
      http.close();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
