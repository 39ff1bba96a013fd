package io.ingestlayer.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A page of the documentation as its fenced blocks, in their order.
record DocPage(List<Block> blocks) {
  private static final String FENCE = "```";
  private static final String FILE = "# file: ";
  private static final String WILDCARD = "…";

  DocPage {
    blocks = List.copyOf(blocks);
  }

  /// @param info what stands behind the fence: `sh`, `sh server`, `yaml`
  record Block(String info, String text, int line) {
    boolean isFile() {
      return info.equals("yaml") && text.startsWith(FILE);
    }

    /// Where the file belongs, from its first line.
    String path() {
      return text.lines().findFirst().orElseThrow().substring(FILE.length()).strip();
    }

    /// Whether an output is what this block shows: `…` stands for anything within a line, alone on one for any lines.
    boolean shows(String output) {
      StringBuilder pattern = new StringBuilder();
      for (String line : text.strip().lines().toList()) {
        if (line.strip().equals(WILDCARD)) {
          pattern.append("(?:.*\\n)*");
        } else {
          String[] parts = line.strip().split(WILDCARD, -1);
          for (int i = 0; i < parts.length; i++) {
            pattern.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
          }
          pattern.append(" *\\n");
        }
      }
      return Pattern.matches(pattern.toString(), output.strip() + "\n");
    }
  }

  static DocPage read(Path file) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(FENCE)) {
        int begin = i + 1;
        do {
          i++;
        } while (!lines.get(i).equals(FENCE));
        String info = lines.get(begin - 1).substring(FENCE.length()).strip();
        blocks.add(new Block(info, String.join("\n", lines.subList(begin, i)), begin));
      }
    }
    return new DocPage(blocks);
  }
}
