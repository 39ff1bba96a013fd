package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

/// Something a destination has found out about its target that helps a person, while all is well too: never a secret.
///
/// @param label in lower_snake
public record Fact(String label, String value) {
  public Fact {
    requireNonNull(label);
    requireNonNull(value);
  }
}
