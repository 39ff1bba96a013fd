package io.ingestlayer.limit;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;

/// Counters in memory, for who wants to see what limits would do. One thread.
///
/// Bounded by the keys that a rule counts apart in each window, by the number of windows and of their counters, and by the
/// number of records whose ids are remembered. Of too many windows the one that ends first is forgotten: should anything
/// more come for it, its counts begin anew.
public final class MemoryCounterStore implements CounterStore {
  private static final int RECORDS_MAX = 200_000;

  private final int windowsMax;
  private final int countersMax;
  private final Map<WindowId, Keys> windows = new HashMap<>();
  private final Queue<Keys> byEnd = new PriorityQueue<>(Comparator.comparing(Keys::end));
  private final Map<Long, Integer> keysMost = new HashMap<>();
  private final Set<UUID> records = new LinkedHashSet<>();
  private final Tally tally = new Tally();
  private int counters;
  private long forgotten;

  /// A window and its counters by key.
  private record Keys(WindowId id, Instant end, Map<UUID, CounterState> counters) {}

  /// @param windowsMax windows of all rules together that are remembered
  /// @param countersMax counters of all windows together
  public MemoryCounterStore(int windowsMax, int countersMax) {
    this.windowsMax = windowsMax;
    this.countersMax = countersMax;
  }

  @Override
  public Added add(List<Increment> increments, Instant now) {
    Map<CounterId, CounterState> before = new HashMap<>();
    Set<CounterId> overflowed = new HashSet<>();
    for (Increment increment : increments) {
      Keys keys = window(increment);
      CounterId id = increment.id();
      if (!keys.counters().containsKey(id.key()) && apart(keys) >= increment.rule().keysMax()) {
        overflowed.add(id);
        id = new CounterId(id.rule(), id.windowStart(), LimitKey.OTHER.hash());
      }
      CounterState state = keys.counters().getOrDefault(id.key(), CounterState.NEW);
      before.putIfAbsent(id, state);
      if (keys.counters().put(id.key(), state.plus(increment.amount())) == null) {
        counters++;
      }
      keysMost.merge(id.rule(), apart(keys), Math::max);
    }
    forget();
    return new Added(before, overflowed);
  }

  private Keys window(Increment increment) {
    return windows.computeIfAbsent(
        WindowId.of(increment),
        id -> {
          Keys made = new Keys(id, increment.window().end(), new HashMap<>());
          byEnd.add(made);
          return made;
        });
  }

  private static int apart(Keys keys) {
    return keys.counters().size() - (keys.counters().containsKey(LimitKey.OTHER.hash()) ? 1 : 0);
  }

  private void forget() {
    while (windows.size() > windowsMax || counters > countersMax) {
      Keys first = byEnd.remove();
      windows.remove(first.id());
      counters -= first.counters().size();
      forgotten++;
    }
  }

  @Override
  public void mark(Map<CounterId, CounterState> states) {
    states.forEach((id, state) -> {
      Keys keys = windows.get(new WindowId(id.rule(), id.windowStart()));
      if (keys != null) {
        keys.counters().put(id.key(), state);
      }
    });
  }

  @Override
  public Set<UUID> record(List<Violation> violations) {
    Set<UUID> written = new HashSet<>();
    for (Violation violation : violations) {
      if (records.add(violation.id())) {
        written.add(violation.id());
      }
    }
    while (records.size() > RECORDS_MAX) {
      records.remove(records.iterator().next());
    }
    return written;
  }

  @Override
  public void tally(Tally more, Instant now) {
    tally.addAll(more);
  }

  /// All of it, whatever the day.
  public Tally tally() {
    return tally;
  }

  /// The most keys that one window of the rule counted apart.
  public int keysMost(LimitRule rule) {
    return keysMost.getOrDefault(rule.id(), 0);
  }

  /// Windows that there was no room for.
  public long windowsForgotten() {
    return forgotten;
  }
}
