package io.ingestlayer.app;

import io.ingestlayer.app.command.RootCommand;
import java.security.Security;

/// The program.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    forgetFailedLookups();
    System.exit(RootCommand.commandLine().execute(arguments));
  }

  /// Java remembers for 10 s that a name was not found, but not why: the second time "there is no such name" could not be
  /// told from "nobody answered". To be called before the first name is looked up.
  ///
  /// <https://docs.oracle.com/en/java/javase/25/core/java-networking.html>
  static void forgetFailedLookups() {
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }
}
