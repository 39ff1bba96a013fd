package io.ingestlayer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/// The page that a whole run leaves behind.
record ResultsPage(
    Machine before,
    Machine after,
    LocalDate date,
    String commit,
    Duration took,
    List<Figure> figures) {

  ResultsPage {
    figures = List.copyOf(figures);
  }

  void write(Path file) throws IOException {
    Files.writeString(file, text());
  }

  private String text() {
    return """
    # Results of `make bench`

    Written by that command, by nothing else. A figure of one machine says little about another: compare ratios.

    | | |
    |---|---|
    | date, commit | %s, %s |
    | processor | %s, %d cores, all of them shared with the load generator |
    | memory | %s |
    | system | %s |
    | Java | %s |
    | load average before and after (1, 5, 15 min) | %s and %s |
    | took | %d s, without the build |

    | figure | value | unit | baseline | ratio | target |
    |---|---:|---|---:|---:|---|
    %s

    ## Missed

    %s
    """
        .formatted(
            date,
            commit,
            before.processor(),
            before.cores(),
            before.memory(),
            before.system(),
            before.java(),
            before.load(),
            after.load(),
            took.toSeconds(),
            figures.stream().map(ResultsPage::row).collect(Collectors.joining("\n")),
            missed());
  }

  private static String row(Figure figure) {
    return "| %s | %s | %s | %s | %s | %s |"
        .formatted(
            figure.name(),
            figure.valueText(),
            figure.unit(),
            figure.baselineText(),
            figure.ratioText(),
            figure.targetText());
  }

  private String missed() {
    String missed =
        figures.stream()
            .filter(Figure::isMissed)
            .map(it ->
                "- %s: %s %s%s, aimed at %s"
                    .formatted(
                        it.name(),
                        it.valueText(),
                        it.unit(),
                        it.baseline() == null ? "" : " (ratio " + it.ratioText() + ")",
                        it.targetText()))
            .collect(Collectors.joining("\n"));
    return missed.isEmpty() ? "Nothing." : missed;
  }
}
