package io.ingestlayer.limit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Where counters and records are kept. Everything called on one object commits together, or not at all. One thread.
public interface CounterStore {

  /// Adds to the counters and makes those that are missing; locks them all, in the order of their ids.
  ///
  /// @param increments each counter once, sorted
  Added add(List<Increment> increments, Instant now);

  /// Keeps what is known of counters that were locked by [#add].
  void mark(Map<CounterId, CounterState> states);

  /// Writes the records that are not there yet.
  ///
  /// @return the ids of those that were written
  Set<UUID> record(List<Violation> violations);

  /// Adds to the tallies of the day.
  void tally(Tally tally, Instant now);

  /// What was there before it was added to.
  ///
  /// @param before by counter; the counter of [LimitKey#OTHER] is there for those in `overflowed`
  /// @param overflowed counters that were not made because the rule's window has as many keys as it may
  record Added(Map<CounterId, CounterState> before, Set<CounterId> overflowed) {
    public Added {
      before = Map.copyOf(before);
      overflowed = Set.copyOf(overflowed);
    }
  }
}
