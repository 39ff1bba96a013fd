package io.ingestlayer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The two calls that people paste, compiled and run.
@Timeout(300)
class SdkStory {
  private static final Path SDK = ServerProcess.ROOT.resolve("sdk/typescript");

  @Test
  void the_examples_of_the_sdk_send_events_that_are_stored(@TempDir Path folder) throws Exception {
    if (!Files.exists(SDK.resolve("node_modules"))) {
      run(folder, "", "npm", "ci", "--no-audit", "--no-fund", "--silent");
    }
    run(folder, "", "npm", "run", "examples", "--silent");
    try (ServerProcess server = new ServerProcess(folder).start()) {

      JsonNode first = example(folder, server, "usage-limit-hits");
      JsonNode second = example(folder, server, "usage-limit-hits");
      JsonNode used = example(folder, server, "feature-usage");

      Api api = server.api();
      assertThat(first.path("status").asString()).isEqualTo("accepted");
      assertThat(second.path("status").asString()).isEqualTo("duplicate");
      assertThat(second.path("id")).isEqualTo(first.path("id"));
      JsonNode hit = api.data("/v1/events/" + first.path("id").asString());
      assertThat(hit.path("type").asString()).isEqualTo("usage.limit_reached");
      assertThat(hit.path("payload").path("customer_id").asString()).isEqualTo("cus_1042");
      JsonNode feature = api.data("/v1/events/" + used.path("id").asString());
      assertThat(feature.path("type").asString()).isEqualTo("feature.used");
      assertThat(feature.path("payload").path("feature").asString()).isEqualTo("export");
    }
  }

  private static JsonNode example(Path folder, ServerProcess server, String name)
      throws IOException, InterruptedException {
    String script = "dist/examples/" + name + ".js";
    return Api.JSON.readTree(run(folder, server.url(), "node", script));
  }

  /// The output of a command in the SDK's folder, which must go well.
  private static String run(Path folder, String url, String... command)
      throws IOException, InterruptedException {
    Path errors = folder.resolve("sdk-errors.log");
    Files.createDirectories(folder);
    ProcessBuilder builder = new ProcessBuilder(command).directory(SDK.toFile());
    builder.redirectError(errors.toFile());
    builder.environment().put("INGESTLAYER_URL", url);
    builder.environment().put("INGESTLAYER_KEY", ServerProcess.API_KEY);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("did not end: " + String.join(" ", command));
    }
    assertThat(process.exitValue())
        .as("%s: %s%s", String.join(" ", command), output, Files.readString(errors))
        .isZero();
    return output;
  }
}
