package io.ingestlayer.app.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// A command that does nothing by itself: it names its subcommands.
abstract class CommandGroup implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public final void run() {
    CommandLine line = Commands.line(spec);
    line.usage(line.getOut());
  }
}
