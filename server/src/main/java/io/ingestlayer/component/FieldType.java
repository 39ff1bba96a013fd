package io.ingestlayer.component;

import org.jspecify.annotations.Nullable;

/// What a field of a definition may hold, and how it is read from the file.
public interface FieldType<T> {

  /// The name shown in docs and errors: `text`, `duration`, `expression`.
  String name();

  /// Reads the node; null after it added at least one error to the reader's problems.
  @Nullable T read(Node node, ConfigReader reader);
}
