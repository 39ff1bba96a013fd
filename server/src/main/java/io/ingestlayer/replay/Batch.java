package io.ingestlayer.replay;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.LaneKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The next items of a selection, and what comes of them.
///
/// @param lookedAt items
/// @param leftOut those that are not sent again: what they need is gone, or they were delivered since or are on their way
/// @param place the last item, where the next batch goes on; null when there were none
/// @param complete whether these were the last
record Batch(
    List<Promise> promises, long lookedAt, long leftOut, @Nullable String place, boolean complete) {

  /// A delivery that is to be made, and where it goes.
  ///
  /// @param rowMax deliveries of that lane that may wait in one row
  record Promise(Delivery delivery, LaneKey lane, int rowMax) {
    Promise {
      requireNonNull(delivery);
      requireNonNull(lane);
    }
  }

  Batch {
    promises = List.copyOf(promises);
  }
}
