package io.ingestlayer.workspace.yaml;

import io.ingestlayer.component.Location;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a definition file. Any thread may call it.
///
/// Bounds: a file of 1 Mi characters, 1 000 documents, 64 levels, 50 000 values, 100 aliases, each of which counts as
/// what it stands for. Tags, merge keys and keys that are not text are refused.
public final class YamlReader {
  public static final int CHARACTERS_MAX = 1024 * 1024;
  static final int DOCUMENTS_MAX = 1_000;

  private YamlReader() {}

  /// The documents of the file that could be read, without the empty ones.
  ///
  /// Each document is read on its own, so that a mistake in one does not hide those in the next.
  ///
  /// @param file its name in messages
  /// @return whether all of it was read, and what was
  public static Read read(String file, String text, Problems problems) {
    if (text.length() > CHARACTERS_MAX) {
      problems.error(
          new Location(file, 1, 1),
          "file_too_large",
          "the file is larger than " + CHARACTERS_MAX + " characters; split it");
      return new Read(List.of(), false);
    }
    List<Source> sources = Source.split(file, text.startsWith("\uFEFF") ? text.substring(1) : text);
    if (sources.size() > DOCUMENTS_MAX) {
      problems.error(
          new Location(file, 1, 1),
          "file_too_large",
          "the file has more than " + DOCUMENTS_MAX + " documents; split it");
      return new Read(List.of(), false);
    }
    int before = problems.errorCount();
    List<Node> documents = new ArrayList<>();
    for (Source source : sources) {
      Optional<Node> document = new Composer(source, problems).document();
      document.ifPresent(documents::add);
    }
    return new Read(documents, problems.errorCount() == before);
  }

  /// The documents of a file.
  ///
  /// @param complete false when one of them could not be read, so that what is missing may stand there
  public record Read(List<Node> documents, boolean complete) {
    public Read {
      documents = List.copyOf(documents);
    }
  }
}
