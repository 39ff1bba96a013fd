package io.ingestlayer.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.platform.http.HttpServer;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RootCommandTest {
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"", "send", "deliveries", "deliveries show", "replay", "replay cancel"})
  void every_command_explains_itself(String command) {
    StringWriter out = new StringWriter();
    CommandLine line = RootCommand.commandLine().setOut(new PrintWriter(out, true));

    int code = line.execute((command + " --help").strip().split(" ", -1));

    assertThat(code).isZero();
    assertThat(out.toString()).contains(("Usage: ingestlayer " + command).strip(), "--help");
  }

  private int run(String... arguments) {
    return RootCommand.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:1", "http://127.0.0.1:1/"})
  void a_server_that_is_not_there_is_said_to_be(String url) {
    int code = run("destinations", "--key", "il_live_any", "--url", url);

    assertThat(code).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(err.toString()).startsWith("nobody answers at http://127.0.0.1:1: ");
  }

  @Test
  void what_answers_but_is_another_server_is_said_to_be() {
    Router other = new Router().get("/v1/destinations", _ -> ServerResponse.text(200, "hello"));
    try (HttpServer server = new HttpServer(HttpServer.Settings.on("127.0.0.1", 0), other)) {
      server.start();

      int code =
          run("destinations", "--key", "il_live_any", "--url", "http://127.0.0.1:" + server.port());

      assertThat(code).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(err.toString()).contains(" is not ingestlayer; see INGESTLAYER_URL");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:8080", "localhost", "ftp://a.example", "http:/a", "a b"})
  void what_is_no_address_of_a_server_is_told_how_to_be_one(String url) {
    int code = run("destinations", "--key", "il_live_any", "--url", url);

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("write http://127.0.0.1:8080");
  }

  @Test
  void a_mistake_in_the_options_is_answered_in_a_few_lines() {
    int code = run("deliveries", "--stat", "dead");

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().lines())
        .contains("Possible solutions: --state", "see: ingestlayer deliveries --help")
        .hasSizeLessThan(5);
  }
}
