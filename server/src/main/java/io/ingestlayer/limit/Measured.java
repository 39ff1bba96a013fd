package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import java.util.List;

/// What occurrences add to counters, in their order, before anything is counted.
///
/// @param tally what was not counted, and why
public record Measured(List<Hit> hits, Tally tally) {
  public Measured {
    hits = List.copyOf(hits);
    requireNonNull(tally);
  }
}
