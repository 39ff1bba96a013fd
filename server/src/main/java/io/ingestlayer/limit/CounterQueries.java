package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Value;
import io.ingestlayer.limit.Tally.Count;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What limits have counted, for a person or a program to look at. Any thread may call.
public interface CounterQueries {
  /// The most counters of one answer.
  int TOP_MAX = 1_000;

  /// The most windows of one answer.
  int WINDOWS_MAX = 1_000;

  /// The counters of these keys that are there.
  ///
  /// @param rule [LimitRule#id()]
  List<Counter> find(long rule, Instant windowStart, Collection<UUID> keys);

  /// The counters of a window, the largest first.
  ///
  /// @param limit 1 to [#TOP_MAX]
  /// @throws ReadBoundException when there are too many to look through
  List<Counter> top(long rule, Instant windowStart, int limit);

  /// The window that starts then; empty when nothing was counted in it, or it is forgotten.
  Optional<WindowState> window(long rule, Instant windowStart);

  /// Windows that are summed up, the latest first.
  ///
  /// @param limit 1 to [#WINDOWS_MAX]
  List<WindowSummary> summaries(long rule, int limit);

  /// What became of what limits looked at on that day in UTC, by their names.
  Map<String, Map<Count, Long>> tallies(LocalDate day);

  /// How far a key has come.
  ///
  /// @param values of the key, as they are shown
  /// @param refused of the value, what `action: drop` ended
  /// @param threshold the latest that held for it
  record Counter(UUID key, Value.Obj values, long value, long refused, long threshold) {
    public Counter {
      requireNonNull(key);
      requireNonNull(values);
    }

    /// Whether all keys without a counter of their own are counted here.
    public boolean isOther() {
      return key.equals(LimitKey.OTHER.hash());
    }
  }

  /// A window that was counted in.
  ///
  /// @param keys counted apart
  /// @param closed whether it is summed up, and its counters are gone or about to go
  /// @param summary what it came to; null until it is closed
  record WindowState(long keys, boolean closed, @Nullable WindowSummary summary) {}
}
