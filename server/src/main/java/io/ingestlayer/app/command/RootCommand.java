package io.ingestlayer.app.command;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.app.OperatorErrors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

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
    addHelp(commandLine);
    return commandLine;
  }

  /// Every command explains itself with --help; --version is left to those that mean something else by it.
  private static void addHelp(CommandLine commandLine) {
    if (commandLine.getCommandSpec().findOption("--help") == null) {
      commandLine
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("-h", "--help")
                  .usageHelp(true)
                  .description("Show this help.")
                  .build());
    }
    commandLine.getSubcommands().values().forEach(RootCommand::addHelp);
  }

  @Override
  public void run() {
    requireNonNull(spec).commandLine().usage(Commands.out(spec));
  }
}
