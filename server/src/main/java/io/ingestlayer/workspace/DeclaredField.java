package io.ingestlayer.workspace;

import static java.util.Objects.requireNonNull;

import java.util.List;

/// A top-level field of a payload, as its event type declares it.
///
/// @param optional whether it may be missing or null
/// @param choices the only texts it may be, in the order they were declared; empty when any will do
public record DeclaredField(
    String name, DeclaredType type, boolean optional, List<String> choices) {

  public DeclaredField {
    requireNonNull(name);
    requireNonNull(type);
    choices = List.copyOf(choices);
  }

  public static DeclaredField required(String name, DeclaredType type) {
    return new DeclaredField(name, type, false, List.of());
  }

  public static DeclaredField optional(String name, DeclaredType type) {
    return new DeclaredField(name, type, true, List.of());
  }
}
