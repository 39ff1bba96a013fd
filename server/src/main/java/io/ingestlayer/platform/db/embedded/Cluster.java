package io.ingestlayer.platform.db.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// A database directory that is there and fits: made if it was missing, refused if it is not ours or of another major
/// version.
///
/// @param data PostgreSQL's own directory
record Cluster(Path data, String password) {
  static final String USER = "ingestlayer";
  private static final Duration INIT_TIMEOUT = Duration.ofMinutes(2);
  private static final String VERSION_FILE = "PG_VERSION";

  static Cluster prepared(
      ClusterFiles files, PostgresBinaries binaries, RunAs runAs, Consumer<String> progress) {
    try {
      if (!Files.exists(files.data())) {
        progress.accept("making an empty database");
        init(files, binaries, runAs);
      }
      requireOurs(files.data(), runAs);
      requireFits(files.data(), binaries);
      runAs.own(files.data());
      return new Cluster(files.data(), files.password());
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "The embedded database in %s could not be prepared: %s"
              .formatted(files.data(), e.getMessage()),
          e);
    }
  }

  private static void init(ClusterFiles files, PostgresBinaries binaries, RunAs runAs)
      throws IOException {
    Path fresh = files.unfinished();
    Path handedPassword = files.folder().resolve("postgres.initial-password");
    // Left by a first start that did not get to its end; nothing has been stored in it.
    PostgresBinaries.delete(fresh);
    Files.createDirectory(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    runAs.own(fresh);
    try {
      ClusterFiles.write(handedPassword, files.newPassword());
      runAs.own(handedPassword);
      ShortProcess initdb =
          ShortProcess.run(
              INIT_TIMEOUT,
              runAs.command(
                  binaries.initdb(),
                  List.of(
                      "--pgdata=" + fresh,
                      "--username=" + USER,
                      "--pwfile=" + handedPassword,
                      "--auth=scram-sha-256",
                      "--encoding=UTF8",
                      "--locale=C",
                      "--locale-provider=builtin",
                      "--builtin-locale=C.UTF-8",
                      "--data-checksums",
                      "--sync-method=" + SyncMethod.here().word(),
                      "--no-instructions")));
      if (!initdb.succeeded()) {
        throw new EmbeddedPostgresException(
            "An empty database could not be made in %s: %s"
                .formatted(files.folder(), initdb.output()));
      }
    } finally {
      Files.deleteIfExists(handedPassword);
    }
    Files.move(fresh, files.data());
    ClusterFiles.sync(files.folder());
  }

  private static void requireFits(Path data, PostgresBinaries binaries) throws IOException {
    Path version = data.resolve(VERSION_FILE);
    if (!Files.exists(version)) {
      throw new EmbeddedPostgresException(
          "%s is not a PostgreSQL database. Move it away, or restore it from a backup."
              .formatted(data));
    }
    String written = Files.readString(version).strip();
    String brought = major(binaries);
    if (!written.equals(brought)) {
      throw new EmbeddedPostgresException(
          "The database in %s was written by PostgreSQL %s, and this version of ingestlayer brings PostgreSQL %s. Start the version that wrote it, or restore a backup into an empty data folder."
              .formatted(data, written, brought));
    }
  }

  /// The major version that the unpacked programs write, as their own catalogue names it.
  private static String major(PostgresBinaries binaries) throws IOException {
    Path catalogue = binaries.home().resolve("share/postgresql/postgres.bki");
    try (var lines = Files.lines(catalogue)) {
      String first = lines.findFirst().orElse("");
      return first.substring(first.lastIndexOf(' ') + 1);
    }
  }

  private static void requireOurs(Path data, RunAs runAs) {
    int owner = RunAs.owner(data);
    int self = RunAs.self();
    if (self != 0 && owner != runAs.uid()) {
      throw new EmbeddedPostgresException(
          "The database in %s belongs to user %d, and this server runs as user %d. Start it as the user (or root) that made it, or chown -R the data folder."
              .formatted(data, owner, self));
    }
  }
}
