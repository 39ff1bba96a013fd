package io.ingestlayer.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rows that were tried and whose outcome is not yet stored, and which lanes may try more. Guarded by the finisher.
///
/// There are never more than the bound, but for what is under way when it is reached. A lane tries more as long as what it
/// has here, what its destination has and what all have are together less than the bound: so that the more a lane or a
/// destination has, the sooner it stops, and some is always left for another.
final class Unsettled {
  private final int max;
  private final Map<Lane, Integer> byLane = new HashMap<>();
  private final Map<String, Integer> byDestination = new HashMap<>();
  private final Set<Lane> refused = new LinkedHashSet<>();
  private int count;

  /// @param max at least 1
  Unsettled(int max) {
    this.max = max;
  }

  int count() {
    return count;
  }

  /// Whether the lane may try more.
  boolean takesMore(Lane lane) {
    int ofLane = byLane.getOrDefault(lane, 0);
    int ofDestination = byDestination.getOrDefault(lane.key().destination(), 0);
    return (long) ofLane + ofDestination + count < max;
  }

  /// The lane is to be told when it may.
  void refuse(Lane lane) {
    refused.add(lane);
  }

  /// The lanes that were refused and may try more now, whoever was refused first first; they are told once.
  List<Lane> admitted() {
    List<Lane> admitted = new ArrayList<>();
    for (Lane lane : refused) {
      if (takesMore(lane)) {
        admitted.add(lane);
      }
    }
    admitted.forEach(refused::remove);
    return admitted;
  }

  void add(Lane lane, int rows) {
    change(lane, rows);
  }

  void settled(Lane lane, int rows) {
    change(lane, -rows);
  }

  private void change(Lane lane, int by) {
    count += by;
    change(byLane, lane, by);
    change(byDestination, lane.key().destination(), by);
  }

  private static <K> void change(Map<K, Integer> counts, K key, int by) {
    counts.merge(
        key,
        by,
        (before, more) -> {
          int now = before + more;
          return now == 0 ? null : now;
        });
  }

  void clear() {
    byLane.clear();
    byDestination.clear();
    refused.clear();
    count = 0;
  }
}
