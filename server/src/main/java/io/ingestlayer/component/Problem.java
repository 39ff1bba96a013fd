package io.ingestlayer.component;

import static java.util.Objects.requireNonNull;

/// Something wrong, or doubtful, in a definition: where, what, and what to do about it.
///
/// @param code stable, lower_snake
/// @param message one sentence that names what was found and what would be right
public record Problem(Location at, Severity severity, String code, String message) {

  /// Whether the definitions can be used all the same.
  public enum Severity {
    ERROR,
    WARNING
  }

  public Problem {
    requireNonNull(at);
    requireNonNull(severity);
    requireNonNull(code);
    requireNonNull(message);
  }

  @Override
  public String toString() {
    return at + ": " + (severity == Severity.WARNING ? "warning: " : "") + message;
  }
}
