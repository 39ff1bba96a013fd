package io.ingestlayer.app;

import io.ingestlayer.app.command.RootCommand;

/// The program.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(RootCommand.commandLine().execute(arguments));
  }
}
