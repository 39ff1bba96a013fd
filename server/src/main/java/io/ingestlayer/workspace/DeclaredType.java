package io.ingestlayer.workspace;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a declared field holds. An `enum` is a string with choices.
public enum DeclaredType {
  STRING,
  INTEGER,
  NUMBER,
  BOOLEAN,
  OBJECT,
  ARRAY,
  /// Not said, or several: only a whole JSON Schema can leave that open.
  ANY;

  /// The word in definitions: `string`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<DeclaredType> of(String word) {
    return Arrays.stream(values()).filter(it -> it != ANY && it.word().equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).filter(it -> it != ANY).map(DeclaredType::word).toList();
  }
}
