package io.ingestlayer.app.command;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Where a command prints.
final class Commands {
  private Commands() {}

  static CommandLine line(@Nullable CommandSpec spec) {
    return requireNonNull(spec).commandLine();
  }

  static PrintWriter out(@Nullable CommandSpec spec) {
    return line(spec).getOut();
  }

  static PrintWriter err(@Nullable CommandSpec spec) {
    return line(spec).getErr();
  }
}
