package io.ingestlayer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the figures were measured on, as far as the system tells.
record Machine(
    String processor, int cores, String memory, String system, String java, String load) {

  static Machine here() {
    return new Machine(
        line(Path.of("/proc/cpuinfo"), "model name"),
        Runtime.getRuntime().availableProcessors(),
        line(Path.of("/proc/meminfo"), "MemTotal"),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        Runtime.version().toString(),
        loadAverage());
  }

  /// How busy the machine was in the last minute, five and fifteen minutes.
  private static String loadAverage() {
    List<String> words = List.of(lines(Path.of("/proc/loadavg")).getFirst().split(" "));
    return String.join(" ", words.subList(0, Math.min(3, words.size())));
  }

  private static String line(Path file, String name) {
    return lines(file).stream()
        .filter(it -> it.startsWith(name) && it.contains(":"))
        .map(it -> it.substring(it.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of("unknown");
    }
  }
}
