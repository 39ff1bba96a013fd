package io.ingestlayer.platform.db.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// PostgreSQL processes that an earlier server or a killed postmaster left on a database directory.
///
/// Whoever asks holds the data folder's lock, so what is found belongs to nobody. A process counts only when `/proc` says
/// that it is a `postgres` whose working directory is this very database: a process id alone may be anybody's by now.
/// `postmaster.pid` is read and never removed; PostgreSQL knows best when it is stale.
record Leftovers(Path data) {
  private static final String PID_FILE = "postmaster.pid";
  private static final int STATUS_LINE = 7;

  /// A postmaster that still runs here.
  OptionalLong postmaster() {
    List<String> lines = pidFile();
    if (lines.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long pid = Long.parseLong(lines.getFirst().strip());
      return isHere(pid) ? OptionalLong.of(pid) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /// Whether that postmaster takes connections, by its own account.
  boolean isReady(long pid) {
    List<String> lines = pidFile();
    return lines.size() > STATUS_LINE
        && lines.getFirst().strip().equals(Long.toString(pid))
        && lines.get(STATUS_LINE).strip().equals("ready");
  }

  private List<String> pidFile() {
    try {
      return Files.readAllLines(data.resolve(PID_FILE));
    } catch (IOException e) {
      return List.of();
    }
  }

  /// Every process of a PostgreSQL here: postmaster, backends, workers.
  List<Long> all() {
    return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(this::isHere).toList();
  }

  private boolean isHere(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      return Files.readString(process.resolve("comm")).strip().equals("postgres")
          && Files.readSymbolicLink(process.resolve("cwd")).equals(data);
    } catch (IOException e) {
      // Gone, or another user's.
      return false;
    }
  }
}
