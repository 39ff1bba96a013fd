package io.ingestlayer.platform.db.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// What PostgreSQL says, in a file of bounded size with one predecessor, and the end of it in memory.
///
/// Reading never stops for a file that cannot be written: PostgreSQL would wait for us.
final class BoundedLog {
  private static final int TAIL_BYTES = 4096;

  private final Path file;
  private final long bytesMax;
  private byte[] tail = {};

  BoundedLog(Path file, long bytesMax) {
    this.file = file;
    this.bytesMax = bytesMax;
  }

  /// Takes all of it, until its end. Blocks; one thread for each source.
  void follow(InputStream source) {
    byte[] buffer = new byte[8192];
    try (source) {
      for (int n = source.read(buffer); n >= 0; n = source.read(buffer)) {
        add(buffer, n);
      }
    } catch (IOException e) {
      // The process is gone and its pipe with it: that is the end.
    }
  }

  private synchronized void add(byte[] bytes, int length) {
    byte[] all = Arrays.copyOf(tail, tail.length + length);
    System.arraycopy(bytes, 0, all, tail.length, length);
    tail = Arrays.copyOfRange(all, Math.max(0, all.length - TAIL_BYTES), all.length);
    try {
      if (Files.exists(file) && Files.size(file) + length > bytesMax) {
        Path predecessor = file.resolveSibling(file.getFileName() + ".1");
        Files.move(file, predecessor, StandardCopyOption.REPLACE_EXISTING);
      }
      try (OutputStream out =
          Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        out.write(bytes, 0, length);
      }
    } catch (IOException e) {
      // A full disk must not stop the database; what was said last is still in memory.
    }
  }

  /// Forgets what was said so far, not what is in the file.
  synchronized void startOver() {
    tail = new byte[0];
  }

  /// The end of what was said since the start, a few lines.
  synchronized String lastWords() {
    return new String(tail, StandardCharsets.UTF_8).strip();
  }
}
