package io.ingestlayer.component;

import static java.util.Objects.requireNonNull;

/// A credential. Whoever prints it prints stars; whoever needs it says so by `reveal`.
public record Secret(String value) {

  public Secret {
    requireNonNull(value);
  }

  /// The credential itself, for the one place that sends it.
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "***";
  }
}
