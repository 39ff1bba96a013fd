package io.ingestlayer.app.command;

import io.ingestlayer.app.OperatorErrors;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/// `ingestlayer` itself: names the commands.
@Command(
    name = "ingestlayer",
    description = "The open event layer: product events in, kept durably, decided once, delivered.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Those that ask a server take its address and a key from INGESTLAYER_URL and INGESTLAYER_KEY, or from --url and --key. Every command explains itself: ingestlayer deliveries --help.",
      ExitCode.EXPLAINED
    },
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
public final class RootCommand extends CommandGroup {
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
    commandLine.setParameterExceptionHandler((wrong, _) -> askedWrongly(wrong));
    addHelp(commandLine);
    return commandLine;
  }

  /// Says what is wrong, and where to read on: a page of options would push it off the screen.
  private static int askedWrongly(CommandLine.ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(TextTable.printable(String.valueOf(wrong.getMessage())));
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("see: " + line.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
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
}
