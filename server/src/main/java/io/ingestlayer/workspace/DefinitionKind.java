package io.ingestlayer.workspace;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a definition defines; its first key says it.
public enum DefinitionKind {
  EVENT,
  DESTINATION,
  PIPELINE,
  LIMIT;

  /// The word in files and in the table: `pipeline`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<DefinitionKind> of(String word) {
    return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(DefinitionKind::word).toList();
  }
}
