package io.ingestlayer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every test that `docs/guarantees.md` and `docs/limits.md` name is there.
class GuaranteesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z][A-Za-z]*(?:Test|Contract|Story))(?:\\.([a-z0-9_]+))?`");

  @Test
  void every_named_test_exists() throws IOException {
    String page =
        Files.readString(ROOT.resolve("docs/guarantees.md"))
            + Files.readString(ROOT.resolve("docs/limits.md"));
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (Matcher matcher = NAMED.matcher(page); matcher.find(); named++) {
      String source = source(matcher.group(1));
      String method = matcher.group(2);
      if (source.isEmpty()
          || (method != null && !source.replaceAll("\\s+", " ").contains("void " + method + "("))) {
        missing.add(matcher.group());
      }
    }

    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(30);
  }

  private static String source(String type) throws IOException {
    for (String module : List.of("server", "e2e")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        Path file = files.filter(it -> it.endsWith(type + ".java")).findFirst().orElse(null);
        if (file != null) {
          return Files.readString(file);
        }
      }
    }
    return "";
  }
}
