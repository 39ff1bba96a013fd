package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.await.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `docs/quickstart.md`, done as it says.
@Timeout(180)
class QuickstartStory {
  private static final Path PAGE = ServerProcess.ROOT.resolve("docs/quickstart.md");
  private static final String PROGRAM = ServerProcess.ROOT.resolve("bin/ingestlayer").toString();

  private final int port = ServerProcess.freePort();

  @Test
  void every_block_of_the_page_does_what_the_page_says(@TempDir Path folder) throws Exception {
    Process server = null;
    try (Warehouse warehouse = Warehouse.empty()) {
      List<String> exports = new ArrayList<>();
      String output = "";
      int checked = 0;
      for (DocPage.Block block : DocPage.read(PAGE).blocks()) {
        String where = "quickstart.md line " + block.line();
        if (block.isFile()) {
          Path file = folder.resolve(block.path());
          Files.createDirectories(file.getParent());
          Files.writeString(file, block.text());
        } else if (block.info().equals("sh server")) {
          String script =
              block.text().replace("bin/ingestlayer serve", "exec bin/ingestlayer serve");
          server = bash(folder, warehouse, script, folder.resolve("server.log"));
          awaitListening(server, folder.resolve("server.log"));
        } else if (block.info().equals("sh")) {
          output = run(folder, warehouse, String.join("\n", exports) + "\n" + block.text(), where);
          block.text().lines().filter(it -> it.startsWith("export ")).forEach(exports::add);
        } else if (block.info().equals("text")) {
          assertThat(block.shows(output))
              .as("%s shows\n%s\nit was\n%s", where, block.text(), output)
              .isTrue();
          checked++;
        }
      }

      assertThat(checked).isGreaterThanOrEqualTo(4);
      assertThat(warehouse.rows("select feature, count from features")).containsExactly("export|3");
      assertThat(stopped(server)).isZero();
    } finally {
      if (server != null && server.isAlive()) {
        server.destroyForcibly().waitFor();
      }
    }
  }

  private static int stopped(@Nullable Process server) throws InterruptedException {
    assertThat(server).as("the page starts a server").isNotNull();
    if (server == null) {
      return -1;
    }
    server.destroy();
    assertThat(server.waitFor(40, TimeUnit.SECONDS)).isTrue();
    return server.exitValue();
  }

  private String run(Path folder, Warehouse warehouse, String script, String where)
      throws IOException, InterruptedException {
    Path log = folder.resolve("output.log");
    Process shell = bash(folder, warehouse, "set -e\n" + script, log);
    if (!shell.waitFor(60, TimeUnit.SECONDS)) {
      shell.destroyForcibly();
      throw new AssertionError(where + " did not end: " + Files.readString(log));
    }
    String output = Files.readString(log, StandardCharsets.UTF_8);
    assertThat(shell.exitValue()).as("%s: %s", where, output).isZero();
    return output;
  }

  private Process bash(Path folder, Warehouse warehouse, String script, Path log)
      throws IOException {
    String here =
        script.replace("bin/ingestlayer", PROGRAM).replace("127.0.0.1:8080", "127.0.0.1:" + port);
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", here).directory(folder.toFile());
    builder.environment().put("INGESTLAYER_LISTEN", "127.0.0.1:" + port);
    builder.environment().put("INGESTLAYER_API_KEY", ServerProcess.API_KEY);
    builder.environment().put("INGESTLAYER_KEY", ServerProcess.API_KEY);
    builder.environment().put("WAREHOUSE_URL", warehouse.uri());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return builder.start();
  }

  private void awaitListening(Process server, Path log) {
    Await.until(
        "the page's server to listen",
        Duration.ofSeconds(60),
        () -> {
          assertThat(server.isAlive()).as(() -> text(log)).isTrue();
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
