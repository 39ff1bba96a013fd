package io.ingestlayer.delivery;

import java.util.Collection;
import java.util.Map;

/// How many deliveries wait for each destination. Any thread may call it.
public interface WaitingCounts {
  /// Open rows of one destination that are looked at; each holds one delivery or many.
  int ROWS_MAX = 10_000;

  /// By destination; one that nothing waits for is left out.
  Map<String, Waiting> of(Collection<String> destinations);

  /// @param atLeast whether there were more rows than were looked at
  record Waiting(long deliveries, boolean atLeast) {}
}
