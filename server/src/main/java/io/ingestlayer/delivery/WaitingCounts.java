package io.ingestlayer.delivery;

import java.util.Collection;
import java.util.Map;

/// How many deliveries wait for each destination. Any thread may call it.
public interface WaitingCounts {
  /// Open rows of one destination that are looked at; each holds one delivery or many.
  int ROWS_MAX = 1_000;

  /// By destination; one that nothing waits for is left out.
  Map<String, Waiting> of(Collection<String> destinations);

  /// @param atLeast whether as many rows were looked at as may be, so that there may be more
  record Waiting(long deliveries, boolean atLeast) {}
}
