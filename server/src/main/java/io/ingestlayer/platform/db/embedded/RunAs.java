package io.ingestlayer.platform.db.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The words before a command that make PostgreSQL agree to run, stop it with us, and keep Ctrl-C from it.
///
/// PostgreSQL refuses to be root. `setpriv` makes it nobody; where that user cannot reach the data folder, or the
/// change is not permitted, `unshare -U` makes it the same root without its powers. `--pdeathsig` has the kernel stop
/// it when the thread that started it ends; `setsid` takes it out of the terminal's process group. Each is used where
/// it is there.
///
/// @param uid who the files must belong to
record RunAs(List<String> prefix, int uid) {
  private static final int ROOT = 0;
  private static final int NOBODY = 65534;
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);
  private static final String STOP_WITH_US = "--pdeathsig=INT";

  RunAs {
    prefix = List.copyOf(prefix);
  }

  List<String> command(Path program, List<String> arguments) {
    List<String> words = new ArrayList<>(prefix);
    words.add(program.toString());
    words.addAll(arguments);
    return words;
  }

  /// The best way that works here for this program, which lies in the data folder. Throws when there is none.
  static RunAs choose(Path program) {
    List<String> complaints = new ArrayList<>();
    for (RunAs candidate : candidates(self())) {
      ShortProcess probe =
          ShortProcess.run(PROBE_TIMEOUT, candidate.command(program, List.of("--version")));
      if (probe.succeeded()) {
        return candidate;
      }
      complaints.add(probe.output());
    }
    throw new EmbeddedPostgresException(
        "The embedded PostgreSQL in %s cannot be run (%s). %s"
            .formatted(program.getParent(), complaints.getFirst(), advice()));
  }

  private static String advice() {
    return self() == ROOT
        ? "It must not run as root: put the data folder where every user may pass through (not under /root), start ingestlayer as an ordinary user, or set INGESTLAYER_DATABASE_URL to a PostgreSQL of your own."
        : "Set INGESTLAYER_DATABASE_URL to a PostgreSQL of your own, or see that programs may be run from the data folder (no noexec) and that the C library is glibc.";
  }

  private static List<RunAs> candidates(int self) {
    List<String> nobody =
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    List<RunAs> plain =
        self == ROOT
            ? List.of(
                new RunAs(and(nobody, STOP_WITH_US), NOBODY),
                new RunAs(nobody, NOBODY),
                new RunAs(List.of("unshare", "-U", "setpriv", STOP_WITH_US), ROOT),
                new RunAs(List.of("unshare", "-U"), ROOT))
            : List.of(
                new RunAs(List.of("setpriv", STOP_WITH_US), self), new RunAs(List.of(), self));
    return plain.stream()
        .flatMap(one -> Stream.of(new RunAs(and(List.of("setsid"), one.prefix), one.uid), one))
        .toList();
  }

  private static List<String> and(List<String> first, String... rest) {
    return and(first, List.of(rest));
  }

  private static List<String> and(List<String> first, List<String> rest) {
    return Stream.concat(first.stream(), rest.stream()).toList();
  }

  /// Gives a file, or a folder with all that is in it, to the user that PostgreSQL will be.
  void own(Path path) throws IOException {
    if (owner(path) == uid) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      // The folder itself last: its owner says that the whole has been handed over.
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.setAttribute(one, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  static int owner(Path path) {
    try {
      return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new UncheckedIOException("owner of " + path, e);
    }
  }

  /// The user this process is.
  static int self() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw new EmbeddedPostgresException("The embedded PostgreSQL needs /proc to be mounted.", e);
    }
  }
}
