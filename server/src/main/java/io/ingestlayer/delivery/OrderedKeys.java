package io.ingestlayer.delivery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The keys of a lane's order that have a row in memory: at most one each, ready to be sent or under way. Rows without an
/// order do not count. Guarded by its lane.
final class OrderedKeys {
  private final Map<Long, OpenDelivery> ready = new HashMap<>();
  private final Set<Long> underWay = new HashSet<>();

  /// The row can be sent.
  void ready(OpenDelivery row) {
    if (row.orderKey() != null) {
      underWay.remove(row.orderKey());
      ready.put(row.orderKey(), row);
    }
  }

  /// The row is being sent, or given up: until it is released nothing else of its key may go.
  void underWay(OpenDelivery row) {
    if (row.orderKey() != null) {
      ready.remove(row.orderKey());
      underWay.add(row.orderKey());
    }
  }

  /// The row is not in memory any more.
  void released(OpenDelivery row) {
    if (row.orderKey() != null) {
      ready.remove(row.orderKey());
      underWay.remove(row.orderKey());
    }
  }

  void clear() {
    ready.clear();
    underWay.clear();
  }

  /// Whether something of the row's key is under way.
  boolean isUnderWay(OpenDelivery row) {
    return row.orderKey() != null && underWay.contains(row.orderKey());
  }

  /// The row of that key that can be sent, or null.
  @Nullable OpenDelivery ready(@Nullable Long key) {
    return key == null ? null : ready.get(key);
  }

  Set<Long> underWay() {
    return Set.copyOf(underWay);
  }

  /// The keys whose row can be sent and is a replayed one.
  Set<Long> replayed() {
    return ready.values().stream()
        .filter(OpenDelivery::mayBeWaitedFor)
        .map(OpenDelivery::orderKey)
        .collect(Collectors.toUnmodifiableSet());
  }
}
