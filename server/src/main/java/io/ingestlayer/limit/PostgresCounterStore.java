package io.ingestlayer.limit;

import io.ingestlayer.platform.db.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/// Counters in a transaction that the caller has open, and ends: one object for each transaction. One thread.
///
/// All lock in one order: counters, then windows, then the counters that the keys beyond `max_keys` share, then
/// violations, each sorted; a deadlock with who locks otherwise comes out as a `DatabaseException` that is tried again.
public final class PostgresCounterStore implements CounterStore {
  private final Connection connection;
  private final int workspaceId;
  private final int slot;
  private final FullWindows full;
  private final PostgresCounterRows counters;

  /// Windows that this transaction filled. Nobody else may hear of it before it is committed.
  private final Set<WindowId> filled = new HashSet<>();

  /// @param slot keeps writers of tallies apart: a partition's decisions (0 and up), deliveries (−1), the gate (−2)
  /// @param full shared by all transactions of this node
  public PostgresCounterStore(Connection connection, int workspaceId, int slot, FullWindows full) {
    this.connection = connection;
    this.workspaceId = workspaceId;
    this.slot = slot;
    this.full = full;
    this.counters = new PostgresCounterRows(connection);
  }

  @Override
  public Added add(List<Increment> increments, Instant now) {
    return told("count " + increments.size() + " keys", () -> add(increments));
  }

  private Added add(List<Increment> increments) throws SQLException {
    Set<CounterId> homeless = withoutCounter(increments);
    List<Increment> own =
        homeless.isEmpty()
            ? increments
            : increments.stream().filter(it -> !homeless.contains(it.id())).toList();
    Map<CounterId, CounterState> before = HashMap.newHashMap(increments.size());
    SortedMap<WindowId, NewKeys> windows = new TreeMap<>();
    List<PostgresCounterRows.Row> rows = counters.add(own);
    for (int i = 0; i < rows.size(); i++) {
      Increment increment = own.get(i);
      before.put(increment.id(), rows.get(i).before());
      if (rows.get(i).inserted()) {
        windows.computeIfAbsent(WindowId.of(increment), _ -> new NewKeys(increment)).add(increment);
      }
    }
    List<Increment> beyond = new ArrayList<>();
    for (Increment increment : increments) {
      if (homeless.contains(increment.id())) {
        beyond.add(increment);
        // The window's row is locked before the shared counter, whichever way one comes to it.
        windows.computeIfAbsent(WindowId.of(increment), _ -> new NewKeys(increment));
      }
    }
    beyond.addAll(beyondKeysMax(windows));
    Set<CounterId> overflowed =
        beyond.stream().map(Increment::id).collect(Collectors.toUnmodifiableSet());
    before.keySet().removeAll(overflowed);
    before.putAll(addToShared(beyond));
    return new Added(before, overflowed);
  }

  /// Of windows that are known to be full: the keys that have no counter, and will get none.
  private Set<CounterId> withoutCounter(List<Increment> increments) throws SQLException {
    List<CounterId> doubtful = new ArrayList<>();
    for (Increment increment : increments) {
      if (full.holds(WindowId.of(increment), increment.rule().keysMax())) {
        doubtful.add(increment.id());
      }
    }
    if (doubtful.isEmpty()) {
      return Set.of();
    }
    Set<CounterId> homeless = new HashSet<>(doubtful);
    homeless.removeAll(counters.existing(doubtful));
    return homeless;
  }

  /// Adds the new keys to their windows and takes those back that are too many: the last ones in the order of keys.
  private List<Increment> beyondKeysMax(SortedMap<WindowId, NewKeys> touched) throws SQLException {
    if (touched.isEmpty()) {
      return List.of();
    }
    PostgresWindowRows windows = new PostgresWindowRows(connection, workspaceId);
    Map<WindowId, Long> keys = windows.addKeys(touched);
    SortedMap<WindowId, Integer> tooMany = new TreeMap<>();
    List<Increment> beyond = new ArrayList<>();
    touched.forEach((window, added) -> {
      long now = keys.getOrDefault(window, 0L);
      List<Increment> over = added.beyond(now);
      if (!over.isEmpty()) {
        tooMany.put(window, over.size());
        beyond.addAll(over);
      }
      remember(window, now - added.size(), now, added.keysMax());
    });
    if (!beyond.isEmpty()) {
      counters.delete(beyond.stream().map(Increment::id).toList());
      windows.removeKeys(tooMany);
    }
    return beyond;
  }

  /// A window that was full before this transaction is full for all: what others wrote is committed.
  private void remember(WindowId window, long before, long now, long keysMax) {
    if (before >= keysMax && !filled.contains(window)) {
      full.add(window, keysMax);
    } else if (now >= keysMax) {
      filled.add(window);
    }
  }

  private Map<CounterId, CounterState> addToShared(List<Increment> beyond) throws SQLException {
    if (beyond.isEmpty()) {
      return Map.of();
    }
    SortedMap<WindowId, Increment> shared = new TreeMap<>();
    for (Increment increment : beyond) {
      shared.merge(WindowId.of(increment), shared(increment), Increment::plus);
    }
    List<Increment> sorted = List.copyOf(shared.values());
    List<PostgresCounterRows.Row> rows = counters.add(sorted);
    Map<CounterId, CounterState> before = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      before.put(sorted.get(i).id(), rows.get(i).before());
    }
    return before;
  }

  private static Increment shared(Increment increment) {
    LimitRule rule = increment.rule();
    CounterId id =
        new CounterId(increment.id().rule(), increment.id().windowStart(), LimitKey.OTHER.hash());
    return new Increment(
        id, rule, LimitKey.OTHER, increment.window(), increment.amount(), rule.keysMax());
  }

  /// The values stay as they are: [#add] has written them.
  @Override
  public void mark(Map<CounterId, CounterState> states) {
    told(
        "mark " + states.size() + " counters",
        () -> {
          counters.mark(states);
          return true;
        });
  }

  @Override
  public Set<UUID> record(List<Violation> violations) {
    return told(
        "record " + violations.size() + " violations",
        () -> PostgresViolations.insert(connection, workspaceId, violations));
  }

  @Override
  public void tally(Tally tally, Instant now) {
    told(
        "tally of limits",
        () -> {
          PostgresTallies.write(connection, workspaceId, slot, tally, now);
          return true;
        });
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  /// Says what was being done, and keeps the state by which the transaction's owner tries again.
  private static <T> T told(String doing, Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw new DatabaseException(doing, e.getSQLState(), e);
    }
  }
}
