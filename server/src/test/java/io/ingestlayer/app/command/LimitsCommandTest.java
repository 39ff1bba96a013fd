package io.ingestlayer.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.platform.http.HttpServer;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LimitsCommandTest {
  private final HttpServer server =
      new HttpServer(
          HttpServer.Settings.on("127.0.0.1", 0),
          new Router().get("/v1/limits/{name}/suggestion", LimitsCommandTest::suggestion));
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private static ServerResponse suggestion(ServerRequest request) {
    if (!request.bearer().orElse("").equals("il_live_good")) {
      throw new ProblemException(401, "unauthorized", "This API key is not known.");
    }
    return switch (request.pathParameter("name")) {
      case "api calls" ->
          ServerResponse.json(
              200, "{\"data\":{\"suggested\":1300,\"detail\":\"1300 allows a fifth more.\"}}");
      case "new" ->
          ServerResponse.json(
              200, "{\"data\":{\"suggested\":null,\"detail\":\"There are 0 closed windows.\"}}");
      default -> throw new ProblemException(404, "not_found", "There is no such limit.");
    };
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int suggest(String name, String key) {
    CommandLine line = RootCommand.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(
        "limits", "suggest", name, "--url", "http://127.0.0.1:" + server.port(), "--key", key);
  }

  @Test
  void a_suggestion_is_printed_with_its_reason() {
    assertThat(suggest("api calls", "il_live_good")).isZero();

    assertThat(out.toString().lines())
        .containsExactly("threshold: 1300", "1300 allows a fifth more.");
  }

  @Test
  void without_a_suggestion_the_reason_alone_is_printed() {
    assertThat(suggest("new", "il_live_good")).isZero();

    assertThat(out.toString().lines()).containsExactly("There are 0 closed windows.");
  }

  @Test
  void a_refusal_is_printed_in_the_servers_words() {
    assertThat(suggest("none", "il_live_good")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(suggest("new", "il_live_other")).isEqualTo(ExitCode.NOT_AUTHORIZED);

    assertThat(err.toString()).contains("There is no such limit.", "This API key is not known.");
  }
}
