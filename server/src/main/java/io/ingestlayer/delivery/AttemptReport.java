package io.ingestlayer.delivery;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one call to a vendor came to.
///
/// @param results one for each delivery of the attempt, in its order
/// @param request what was sent, cut and without secrets; kept only when something failed
/// @param response what was answered, at most 32 KiB of it and without secrets
public record AttemptReport(
    List<AttemptResult> results, @Nullable String request, @Nullable String response) {

  public AttemptReport {
    results = List.copyOf(results);
  }

  /// The same for every delivery of the attempt.
  public static AttemptReport same(
      Attempt attempt, AttemptResult result, @Nullable String request, @Nullable String response) {
    return new AttemptReport(
        Collections.nCopies(attempt.deliveries().size(), result), request, response);
  }
}
