package io.ingestlayer.workspace;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a key may be used for.
public enum KeyScope {
  /// Send events.
  INGEST,
  /// Look at events, deliveries and definitions.
  READ,
  /// Change definitions, entities and keys; retry and replay.
  WRITE;

  /// The word in JSON and in the table: `ingest`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<KeyScope> of(String word) {
    return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(KeyScope::word).toList();
  }
}
