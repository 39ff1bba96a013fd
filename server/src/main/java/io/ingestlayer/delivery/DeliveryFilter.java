package io.ingestlayer.delivery;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which deliveries to list; null asks for all.
///
/// @param state one of `DeliveryView.state`; null lists the finished ones
/// @param pipelineVersion only of this version
/// @param from finished (or, open, decided) at that time or later
/// @param to before that time
public record DeliveryFilter(
    @Nullable String state,
    @Nullable String destination,
    @Nullable Integer pipelineVersion,
    @Nullable String code,
    @Nullable Instant from,
    @Nullable Instant to) {
  private static final Set<String> OPEN = Set.of("pending", "retrying", "held");
  private static final Set<String> FINISHED =
      Set.of("delivered", "dead", "dropped", "skipped", "canceled");

  public DeliveryFilter {
    if (state != null && !OPEN.contains(state) && !FINISHED.contains(state)) {
      throw new IllegalArgumentException("no state of a delivery");
    }
  }

  public boolean asksForOpen() {
    return state != null && OPEN.contains(state);
  }
}
