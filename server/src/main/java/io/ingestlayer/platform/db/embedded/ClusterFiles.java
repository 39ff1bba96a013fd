package io.ingestlayer.platform.db.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/// What belongs to the embedded PostgreSQL in the data folder.
record ClusterFiles(Path folder) {
  /// Below the ports that the kernel gives to outgoing connections: one of those, trying to reach the server while it
  /// is down, could be given its very port and keep it from coming back.
  private static final int PORT_MIN = 20_000;

  private static final int PORT_MAX = 32_000;
  private static final int PORT_TRIES = 200;
  private static final int PASSWORD_BYTES = 24;

  Path data() {
    return folder.resolve("postgres");
  }

  /// Where a cluster is made before it takes its place.
  Path unfinished() {
    return folder.resolve("postgres.new");
  }

  Path binaries() {
    return folder.resolve("postgres-bin");
  }

  Path log() {
    return folder.resolve("postgres.log");
  }

  private Path passwordFile() {
    return folder.resolve("postgres.password");
  }

  private Path portFile() {
    return folder.resolve("postgres.port");
  }

  String password() throws IOException {
    if (!Files.exists(passwordFile())) {
      throw new EmbeddedPostgresException(
          "The password of the embedded PostgreSQL is missing: %s. Restore that file from a backup of the data folder."
              .formatted(passwordFile()));
    }
    return Files.readString(passwordFile()).strip();
  }

  /// A new password, on disk before anything is protected by it.
  String newPassword() throws IOException {
    byte[] chance = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(chance);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(chance);
    write(passwordFile(), password);
    return password;
  }

  /// The port of the last time, free or not.
  int lastPort() throws IOException {
    return Integer.parseInt(Files.readString(portFile()).strip());
  }

  /// The port of the last time if it is free, or another, which is kept for the next time.
  int port() throws IOException {
    if (Files.exists(portFile())) {
      int kept = lastPort();
      if (isFree(kept)) {
        return kept;
      }
    }
    SecureRandom chance = new SecureRandom();
    for (int i = 0; i < PORT_TRIES; i++) {
      int port = chance.nextInt(PORT_MIN, PORT_MAX);
      if (isFree(port)) {
        write(portFile(), Integer.toString(port));
        return port;
      }
    }
    throw new EmbeddedPostgresException(
        "No free port between %d and %d was found on 127.0.0.1 for the embedded PostgreSQL."
            .formatted(PORT_MIN, PORT_MAX));
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  /// Writes a file that only this user may read, whole or not at all.
  static void write(Path file, String content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, content + "\n", StandardCharsets.UTF_8);
    sync(fresh);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(file.resolveSibling("."));
  }

  /// Has the disk keep a file, or the names in a folder.
  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
