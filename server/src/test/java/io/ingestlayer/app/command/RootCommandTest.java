package io.ingestlayer.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RootCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "send", "deliveries", "deliveries show", "replay", "replay cancel"})
  void every_command_explains_itself(String command) {
    StringWriter out = new StringWriter();
    CommandLine line = RootCommand.commandLine().setOut(new PrintWriter(out, true));

    int code = line.execute((command + " --help").strip().split(" ", -1));

    assertThat(code).isZero();
    assertThat(out.toString()).contains(("Usage: ingestlayer " + command).strip(), "--help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:1", "http://127.0.0.1:1/"})
  void a_server_that_is_not_there_is_said_to_be(String url) {
    StringWriter err = new StringWriter();
    CommandLine line = RootCommand.commandLine().setErr(new PrintWriter(err, true));
    List<String> arguments = List.of("destinations", "--key", "il_live_any", "--url", url);

    int code = line.execute(arguments.toArray(String[]::new));

    assertThat(code).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(err.toString()).startsWith("nobody answers at http://127.0.0.1:1: ");
  }
}
