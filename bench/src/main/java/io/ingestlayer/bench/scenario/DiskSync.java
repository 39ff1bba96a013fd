package io.ingestlayer.bench.scenario;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// How often in a second this disk says that a page is safe: what every durable answer waits for.
final class DiskSync {
  private static final int PAGE = 8 * 1024;
  private static final int PAGES = 1_024;

  private DiskSync() {}

  static double perSecond(Path folder, Duration length) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("sync"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
      for (int i = 0; i < PAGES; i++) {
        file.write(page.clear(), (long) i * PAGE);
      }
      file.force(true);
      long begun = System.nanoTime();
      long syncs = 0;
      while (System.nanoTime() - begun < length.toNanos()) {
        file.write(page.clear(), syncs % PAGES * PAGE);
        file.force(false);
        syncs++;
      }
      return syncs / ((System.nanoTime() - begun) / 1e9);
    }
  }
}
