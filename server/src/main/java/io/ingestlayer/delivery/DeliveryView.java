package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Value;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A delivery as a person looks at it, open or finished.
///
/// @param route the place in the pipeline's destinations, or -1 for the pipeline's own decision
/// @param root what its attempts are filed under; null when there can be none
/// @param state `pending`, `retrying`, `held` while it is open; else `delivered`, `dead`, `dropped`, `skipped`, `canceled`
/// @param due when it is tried next at the earliest; null once it is finished
/// @param extra what else was kept with it, or null
public record DeliveryView(
    DeliveryId id,
    EventId event,
    int pipelineVersion,
    int route,
    @Nullable String destination,
    @Nullable String lane,
    @Nullable UUID root,
    String state,
    @Nullable String step,
    @Nullable String code,
    @Nullable String detail,
    int attempts,
    @Nullable Instant due,
    @Nullable Instant finishedAt,
    Value.@Nullable Obj extra) {

  public DeliveryView {
    requireNonNull(id);
    requireNonNull(event);
    requireNonNull(state);
  }

  public boolean isOpen() {
    return finishedAt == null;
  }
}
