package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/// What occurrences add to counters, in their order, before anything is counted.
///
/// @param tally what was not counted, and why
public record Measured(List<Hit> hits, Tally tally) {
  public Measured {
    hits = List.copyOf(hits);
    requireNonNull(tally);
  }

  /// These, and after them what was measured by other rules: its occurrences are others.
  public Measured and(Measured more) {
    int before = hits.isEmpty() ? 0 : hits.getLast().occurrence() + 1;
    List<Hit> all = new ArrayList<>(hits);
    more.hits.forEach(it -> all.add(it.at(before + it.occurrence())));
    Tally both = new Tally();
    both.addAll(tally);
    both.addAll(more.tally);
    return new Measured(all, both);
  }
}
