package io.ingestlayer.bench.scenario;

import io.ingestlayer.bench.Figure;
import io.ingestlayer.bench.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/// All that is measured on the packed server, one after the other.
public final class Scenarios {
  private static final Duration DISK = Duration.ofMillis(500);

  private Scenarios() {}

  /// @param root of the project, with everything built; leaves nothing behind
  public static void run(Path root, Figures figures, Lengths lengths)
      throws IOException, InterruptedException {
    // Not among temporary files, which may be kept in memory: then nothing would be durable.
    Path place = Files.createTempDirectory(Files.createDirectories(target(root)), "run");
    // PostgreSQL runs as a user of its own where this one is root.
    place.toFile().setExecutable(true, false);
    try {
      figures.add(
          Figure.of("the disk: 8 KiB written and synced", DiskSync.perSecond(place, DISK), "/s"));
      try (Rig rig = Rig.open(root, place)) {
        figures.say("PostgreSQL " + rig.postgresVersion() + ", embedded, as the product starts it");
        new SingleEvents(rig, figures, lengths).run();
        new Batches(rig, figures, lengths).run();
        new WholeWay(rig, figures, lengths).run();
        new Limits(rig, figures, lengths).run();
        new Lists(rig, figures, lengths).run();
        new SiblingDown(rig, figures, lengths).run();
        new Kinds(rig, figures, lengths).run();
      }
    } finally {
      delete(place);
    }
  }

  private static Path target(Path root) {
    return root.toAbsolutePath().normalize().resolve("bench/target");
  }

  private static void delete(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
