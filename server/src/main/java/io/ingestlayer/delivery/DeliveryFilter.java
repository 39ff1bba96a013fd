package io.ingestlayer.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which deliveries to list or to count; null asks for all.
///
/// @param state one of `DeliveryView.state`; null lists the finished ones
/// @param pipelineVersions only of these versions; empty finds nothing
/// @param code of the vendor or ours
/// @param from finished (or, open, last changed) at that time or later
/// @param to before that time
public record DeliveryFilter(
    @Nullable String state,
    @Nullable String destination,
    @Nullable Set<Integer> pipelineVersions,
    @Nullable String code,
    @Nullable Instant from,
    @Nullable Instant to) {
  public static final List<String> STATES =
      List.of("pending", "retrying", "held", "delivered", "dead", "dropped", "skipped", "canceled");

  private static final Set<String> OPEN = Set.of("pending", "retrying", "held");

  public static final DeliveryFilter ALL = new DeliveryFilter(null, null, null, null, null, null);

  public DeliveryFilter {
    pipelineVersions = pipelineVersions == null ? null : Set.copyOf(pipelineVersions);
    if (state != null && !STATES.contains(state)) {
      throw new IllegalArgumentException("no state of a delivery");
    }
  }

  public boolean asksForOpen() {
    return state != null && OPEN.contains(state);
  }

  public DeliveryFilter withState(String other) {
    return new DeliveryFilter(other, destination, pipelineVersions, code, from, to);
  }
}
