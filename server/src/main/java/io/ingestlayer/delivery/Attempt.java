package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// One try to send: the deliveries of one lane that go out together.
///
/// @param lane the pacing key, as the destination's type made it when the deliveries were decided
/// @param deliveries one, or up to the lane's batch size where the destination takes many at once; never empty
/// @param at when it began
/// @param test whether a person tries the destination out: it says so where the vendor's programs see it, and leaves nothing
///     where only what happened belongs, such as a row in a table
public record Attempt(UUID id, String lane, List<Delivery> deliveries, Instant at, boolean test) {

  /// In earnest.
  public Attempt(UUID id, String lane, List<Delivery> deliveries, Instant at) {
    this(id, lane, deliveries, at, false);
  }

  public Attempt {
    requireNonNull(id);
    requireNonNull(lane);
    deliveries = List.copyOf(deliveries);
    requireNonNull(at);
    if (deliveries.isEmpty()) {
      throw new IllegalArgumentException("an attempt carries at least one delivery");
    }
  }

  /// The only delivery, for destinations that take one at a time.
  public Delivery single() {
    if (deliveries.size() != 1) {
      throw new IllegalStateException("an attempt with " + deliveries.size() + " deliveries");
    }
    return deliveries.getFirst();
  }
}
