package io.ingestlayer.ingest;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.platform.http.Problem;
import java.util.List;

/// Why an event, or a whole request, was not taken.
///
/// @param code stable, lower_snake; what programs act on
/// @param detail a sentence that says what was found and what would be right
/// @param errors the places in the request that are wrong; may be empty
public record Refusal(String code, String detail, List<Problem.Part> errors) {

  public Refusal {
    requireNonNull(code);
    requireNonNull(detail);
    errors = List.copyOf(errors);
  }

  public static Refusal of(String code, String detail) {
    return new Refusal(code, detail, List.of());
  }

  /// One or several places that are wrong; the first stands for all in code and words.
  public static Refusal of(List<Problem.Part> errors) {
    Problem.Part first = errors.getFirst();
    return new Refusal(first.code(), first.detail(), errors);
  }
}
