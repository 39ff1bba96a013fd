package io.ingestlayer.platform.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Writes a key file so that after a power cut there is the old one or the new one, whole.
final class KeyFile {
  private static final String HEADER =
      """
      # The master key of ingestlayer: it opens every stored secret. Keep a copy of it in a safe place, apart from the
      # backups of the database. The first key seals; others, below it, only open.
      """;

  private KeyFile() {}

  /// Replaces the file, or makes it; only its owner may read it.
  static void write(Path file, List<String> keys) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder == null) {
        throw new IOException("it is no file");
      }
      Path draft =
          Files.createTempFile(
              folder,
              file.getFileName().toString(),
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      String text = HEADER + String.join("\n", keys) + "\n";
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      // The name is in the folder, which has to reach the disk as well.
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
    } catch (IOException e) {
      throw new MasterKeyException(
          "The master key file %s cannot be written: %s. Make its folder writable for %s."
              .formatted(file, e.getMessage(), System.getProperty("user.name", "this user")),
          e);
    }
  }
}
