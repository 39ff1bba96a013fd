package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.workspace.DestinationDefinition.Rate;
import org.jspecify.annotations.Nullable;

/// How a destination's lanes send unless its definition says otherwise.
///
/// @param concurrency attempts under way at once in one lane, 1 to 64
/// @param batchMax deliveries that one attempt may carry; 1 for a vendor that takes one at a time
/// @param rate messages in a time, spread evenly; null for no limit
public record LaneSpec(int concurrency, int batchMax, @Nullable Rate rate) {
  public static final int CONCURRENCY_MAX = 64;

  public LaneSpec {
    if (concurrency < 1 || concurrency > CONCURRENCY_MAX || batchMax < 1) {
      throw new IllegalArgumentException("a lane sends at least one and at most 64 at once");
    }
  }

  public LaneSpec withRate(Rate other) {
    return new LaneSpec(concurrency, batchMax, requireNonNull(other));
  }

  public LaneSpec withConcurrency(int other) {
    return new LaneSpec(other, batchMax, rate);
  }
}
