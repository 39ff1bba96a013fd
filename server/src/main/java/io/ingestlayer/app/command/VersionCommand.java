package io.ingestlayer.app.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Prints which version this is, and on what it runs.
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    Commands.out(spec).println(line());
  }

  private static String line() {
    return "ingestlayer " + version() + " (Java " + Runtime.version().feature() + ")";
  }

  /// The same for `--version`.
  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {line()};
    }
  }

  private static String version() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "(not packed)" : version;
  }
}
