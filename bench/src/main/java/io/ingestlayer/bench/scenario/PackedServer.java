package io.ingestlayer.bench.scenario;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.await.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// `bin/ingestlayer serve` in a process of its own, as a user runs it.
final class PackedServer implements AutoCloseable {
  private static final Duration READY_MAX = Duration.ofSeconds(60);
  private static final long STOP_SECONDS_MAX = 40;

  private final Process process;
  private final InetSocketAddress address;
  private final Path log;
  private final String apiKey;
  private final HttpClient http = HttpClient.newHttpClient();

  private PackedServer(Process process, InetSocketAddress address, Path log, String apiKey) {
    this.process = process;
    this.address = address;
    this.log = log;
    this.apiKey = apiKey;
  }

  /// Returns when it is ready.
  ///
  /// @param log takes what it prints
  static PackedServer start(Path root, Path log, Map<String, String> environment, String apiKey)
      throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), freePort());
    ProcessBuilder builder =
        new ProcessBuilder(root.resolve("bin/ingestlayer").toString(), "serve");
    builder.environment().putAll(environment);
    builder.environment().put("INGESTLAYER_LISTEN", "127.0.0.1:" + address.getPort());
    builder.environment().put("INGESTLAYER_API_KEY", apiKey);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    PackedServer server = new PackedServer(builder.start(), address, log, apiKey);
    try {
      Await.until("the server to be ready", READY_MAX, server::isReady);
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the server ended: " + said());
    }
    try {
      return http.send(request("/readyz").build(), HttpResponse.BodyHandlers.ofString())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /// An answer's time, and the cursor of the next page where it is one of a list.
  record Answered(Duration took, Optional<String> next) {}

  /// Asks for something and expects success; returns how long the answer took.
  Duration get(String path) throws IOException {
    return ask(path).took();
  }

  /// Asks for a page and expects success.
  Answered ask(String path) throws IOException {
    HttpRequest request = request(path).header("Authorization", "Bearer " + apiKey).GET().build();
    long begun = System.nanoTime();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      if (answer.statusCode() != 200) {
        throw new IOException(path + " was answered " + answer.statusCode() + answer.body());
      }
      Value next = Json.parseObject(answer.body()).get("next_cursor");
      return new Answered(
          took, next instanceof Value.Text text ? Optional.of(text.value()) : Optional.empty());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /// What the process holds in memory, in MiB.
  long residentMib() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    throw new IOException("the system does not say what the server holds");
  }

  /// Posts a document and expects success.
  void post(String path, String json) throws IOException {
    HttpRequest request =
        request(path)
            .header("Authorization", "Bearer " + apiKey)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IOException(path + " was answered " + answer.statusCode() + answer.body());
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
        .timeout(Duration.ofSeconds(30));
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }

  InetSocketAddress address() {
    return address;
  }

  String apiKey() {
    return apiKey;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the server did not stop: " + said());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw interrupted(e);
    }
  }
}
