package io.ingestlayer.platform.db.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs, unpacked from the jar once for each build of them. A home is complete or not there: it is
/// unpacked beside its place and renamed.
///
/// @param home has `bin`, `lib` and `share`
record PostgresBinaries(Path home) {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);
  private static final Set<PosixFilePermission> FOR_ALL =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> READ_BY_ALL =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final Duration SYNC_TIMEOUT = Duration.ofSeconds(60);

  Path postgres() {
    return home.resolve("bin/postgres");
  }

  Path initdb() {
    return home.resolve("bin/initdb");
  }

  /// The programs for this machine, in a folder of their own below that one.
  static PostgresBinaries unpacked(Path below, Consumer<String> progress) {
    String resource = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
    URL archive = PostgresBinaries.class.getClassLoader().getResource(resource);
    if (archive == null) {
      throw new EmbeddedPostgresException(
          "This jar was built without the embedded PostgreSQL (%s). Set INGESTLAYER_DATABASE_URL to a PostgreSQL of your own."
              .formatted(resource));
    }
    try {
      URLConnection connection = archive.openConnection();
      Path home = below.resolve(fingerprint(connection));
      if (!Files.exists(home)) {
        progress.accept("unpacking PostgreSQL");
        Files.createDirectories(below);
        Files.setPosixFilePermissions(below, FOR_ALL);
        unpack(connection, home);
      }
      return new PostgresBinaries(home);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "PostgreSQL could not be unpacked into " + below + ": " + e.getMessage(), e);
    }
  }

  private static String resource(@Nullable String system, @Nullable String processor) {
    String arch = String.valueOf(processor).toLowerCase(Locale.ROOT);
    boolean linux = String.valueOf(system).toLowerCase(Locale.ROOT).equals("linux");
    if (linux && Set.of("amd64", "x86_64").contains(arch)) {
      return "postgres-linux-x86_64.txz";
    }
    if (linux && arch.equals("aarch64")) {
      return "postgres-linux-arm_64.txz";
    }
    throw new EmbeddedPostgresException(
        "There is no embedded PostgreSQL for %s on %s. Set INGESTLAYER_DATABASE_URL to a PostgreSQL of your own."
            .formatted(system, processor));
  }

  /// What tells one build of the programs from another without reading it: the checksum that its jar keeps.
  private static String fingerprint(URLConnection connection) throws IOException {
    long number =
        connection instanceof JarURLConnection jar
            ? jar.getJarEntry().getCrc()
            : connection.getContentLengthLong();
    return Long.toHexString(number);
  }

  private static void unpack(URLConnection connection, Path home) throws IOException {
    Path fresh = home.resolveSibling(home.getFileName() + ".new");
    delete(fresh);
    Files.createDirectories(fresh);
    Files.setPosixFilePermissions(fresh, FOR_ALL);
    try (InputStream packed = connection.getInputStream();
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (isNeeded(entry.getName())) {
          unpack(entry, tar, fresh);
        }
      }
    }
    // A power cut must not leave a complete-looking folder of empty files. Without `sync` we take
    // that risk.
    ShortProcess.run(SYNC_TIMEOUT, List.of("sync", "-f", fresh.toString()));
    Files.move(fresh, home);
  }

  /// All but what is there for compiling against it.
  private static boolean isNeeded(String name) {
    return !name.endsWith(".a")
        && !name.startsWith("include/")
        && !name.startsWith("lib/pkgconfig/");
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path root)
      throws IOException {
    Path target = root.resolve(entry.getName()).normalize();
    if (!target.startsWith(root)) {
      throw new IOException("the archive has an entry outside of it: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      Files.setPosixFilePermissions(target, FOR_ALL);
      return;
    }
    Path parent = target.getParent();
    if (parent != null && !Files.exists(parent)) {
      Files.createDirectories(parent);
      Files.setPosixFilePermissions(parent, FOR_ALL);
    }
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, target);
    boolean program = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(target, program ? FOR_ALL : READ_BY_ALL);
  }

  /// Removes what earlier versions of the server unpacked. Nothing runs from there any more.
  void removeOthers() {
    try (Stream<Path> all = Files.list(home.resolveSibling("."))) {
      for (Path other : all.toList()) {
        if (!other.getFileName().equals(home.getFileName())) {
          delete(other);
        }
      }
    } catch (IOException e) {
      LOG.warn("old PostgreSQL programs could not be removed: {}", e.getMessage());
    }
  }

  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }
}
