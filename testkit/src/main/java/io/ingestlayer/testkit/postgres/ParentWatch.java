package io.ingestlayer.testkit.postgres;

import java.io.IOException;
import java.nio.file.Path;

/// A shell that waits for this JVM to be gone and then stops the server and deletes its data. The shutdown hook does
/// the same in an orderly end; this is for a JVM that was killed with `kill -9` and could run no hook. It waits by
/// reading from a pipe whose other end only this JVM holds: the end of the JVM is the end of the file.
final class ParentWatch {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      read -r _
      kill -INT "$1" 2>/dev/null || exit 0
      for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.1
      done
      kill -KILL "$1" 2>/dev/null
      rm -rf "$2"
      """;

  private ParentWatch() {}

  static void start(long serverPid, Path data) throws IOException {
    new ProcessBuilder("sh", "-c", SCRIPT, "watch", Long.toString(serverPid), data.toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
