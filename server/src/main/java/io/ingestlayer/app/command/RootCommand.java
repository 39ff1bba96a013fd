package io.ingestlayer.app.command;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.app.OperatorErrors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `ingestlayer` itself: names the commands.
@Command(
    name = "ingestlayer",
    description = "The open event layer: product events in, kept durably, decided once, delivered.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      SendCommand.class,
      KeysCommand.class,
      SecretsCommand.class,
      LimitsCommand.class,
      DeliveriesCommand.class,
      DestinationsCommand.class,
      ReplayCommand.class,
      FsckCommand.class,
      VersionCommand.class,
      CommandLine.HelpCommand.class
    })
public final class RootCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new RootCommand());
    commandLine.setExecutionExceptionHandler((failure, line, parsed) -> {
      if (OperatorErrors.hasAnswer(failure)) {
        line.getErr().println(failure.getMessage());
      } else {
        failure.printStackTrace(line.getErr());
      }
      return ExitCode.FAILED;
    });
    return commandLine;
  }

  @Override
  public void run() {
    requireNonNull(spec).commandLine().usage(Commands.out(spec));
  }
}
