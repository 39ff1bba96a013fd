package io.ingestlayer.app.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Shows the product on this machine, without an account anywhere.
@Command(
    name = "demo",
    description = {
      "Show what it does, on this machine and without an account anywhere.",
      "It runs both stories: usage-limit hits in Slack (an inbox stands in for it), feature usage in a Postgres table."
    })
final class DemoCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--keep",
      description = "Stay up afterwards; Ctrl-C ends it and removes its data.")
  private boolean keep;

  @Override
  public Integer call() throws IOException, InterruptedException {
    return DemoRun.run(Commands.out(spec), keep) ? ExitCode.OK : ExitCode.FAILED;
  }
}
