package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One row of promises not yet kept: deliveries of one lane, one route and one partition that wait together.
///
/// A paced lane has one delivery in each; a lane that sends many at once has a micro-batch.
///
/// @param root the id of the row these deliveries were first decided in; attempts are filed under it
/// @param createdAt when it was decided
/// @param due not to be sent before
/// @param attempts tries that counted
/// @param code of the last try, or null before the first
public record OpenDelivery(
    UUID id,
    UUID root,
    LaneKey lane,
    List<Delivery> deliveries,
    Instant createdAt,
    Instant due,
    int attempts,
    State state,
    @Nullable String code,
    @Nullable String detail) {
  /// Deliveries that one row may hold.
  public static final int DELIVERIES_MAX = 500;

  /// Why it is still open.
  public enum State {
    /// Not tried yet.
    PENDING,
    /// Tried, and to be tried again when it is due.
    RETRYING,
    /// Waits for a person to mend the destination; one of its lane probes now and then.
    HELD
  }

  public OpenDelivery {
    requireNonNull(id);
    requireNonNull(root);
    requireNonNull(lane);
    deliveries = List.copyOf(deliveries);
    requireNonNull(createdAt);
    requireNonNull(due);
    requireNonNull(state);
    if (deliveries.isEmpty() || deliveries.size() > DELIVERIES_MAX) {
      throw new IllegalArgumentException(
          "an open delivery promises 1 to 500 events, not " + deliveries.size());
    }
  }

  /// Newly decided deliveries of one lane, one route and one partition.
  public static OpenDelivery decided(UUID id, LaneKey lane, List<Delivery> deliveries, Instant at) {
    return new OpenDelivery(id, id, lane, deliveries, at, at, 0, State.PENDING, null, null);
  }
}
