package io.ingestlayer.schema;

import static java.util.Objects.requireNonNull;

import java.util.List;

/// What one top-level field of a payload must be.
///
/// @param optional whether it may be missing or null
/// @param choices the only texts it may be; empty when any will do
public record FieldRule(String name, FieldKind kind, boolean optional, List<String> choices) {

  public FieldRule {
    requireNonNull(name);
    requireNonNull(kind);
    choices = List.copyOf(choices);
  }
}
