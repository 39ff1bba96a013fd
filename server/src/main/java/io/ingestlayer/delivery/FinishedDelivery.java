package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Value;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A delivery in its last state, one row for good.
///
/// @param route the place in the pipeline's destinations, or -1 for the pipeline's own decision
/// @param destination its name; null when the pipeline decided before any
/// @param root the open row it was decided in; null when there was none
/// @param step the action that dropped it or failed, such as `steps[0] filter.match`
/// @param extra for the dead the payload, what was last answered and what to do; else what a person should know, or null
public record FinishedDelivery(
    DeliveryId id,
    EventId event,
    Offset offset,
    int pipelineVersion,
    int route,
    @Nullable String destination,
    @Nullable String lane,
    @Nullable UUID root,
    State state,
    @Nullable String step,
    @Nullable String code,
    int attempts,
    Instant finishedAt,
    Value.@Nullable Obj extra) {

  /// How it ended.
  public enum State {
    /// The vendor has it.
    DELIVERED,
    /// Given up, after the last attempt or because it can never succeed; inspectable, can be sent again.
    DEAD,
    /// An action decided against it.
    DROPPED,
    /// The route's `when` was not true.
    SKIPPED,
    /// A person took it back.
    CANCELED
  }

  public FinishedDelivery {
    requireNonNull(id);
    requireNonNull(event);
    requireNonNull(offset);
    requireNonNull(state);
    requireNonNull(finishedAt);
  }
}
