package io.ingestlayer.app.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Prints which version this is, and on what it runs.
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    Commands.out(spec)
        .println("ingestlayer " + version() + " (Java " + Runtime.version().feature() + ")");
  }

  static String version() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "(not packed)" : version;
  }
}
