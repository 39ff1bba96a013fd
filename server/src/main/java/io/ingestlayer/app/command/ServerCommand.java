package io.ingestlayer.app.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A command that asks a server. What the server refuses is printed in its own words and becomes the exit code.
@Command(footer = {"", ExitCode.EXPLAINED})
abstract class ServerCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private ServerOption server = new ServerOption();

  /// Does the work; returns the command's exit code.
  ///
  /// @throws ParameterException when the options do not fit together
  abstract int run(ServerApi api) throws ApiException;

  @Override
  public final Integer call() {
    String key = server.key().orElseThrow(() -> wrong(ServerOption.NO_KEY));
    try (ApiClient client = new ApiClient(server.url(), key)) {
      return run(new ServerApi(client));
    } catch (ApiException e) {
      err().println(e.getMessage());
      return e.exitCode();
    }
  }

  PrintWriter out() {
    return Commands.out(spec);
  }

  PrintWriter err() {
    return Commands.err(spec);
  }

  /// To be thrown: the command was asked wrongly.
  ParameterException wrong(String message) {
    return new ParameterException(Commands.line(spec), message);
  }
}
