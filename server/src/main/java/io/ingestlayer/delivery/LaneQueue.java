package io.ingestlayer.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// The rows of one lane that are in memory: ready to be sent, under way, or waiting for their outcome to be stored.
///
/// Each row is in here at most once, from the time it is taken over until its outcome is stored. Guarded by its lane.
final class LaneQueue {
  private final LaneMemory memory;
  private final ArrayDeque<OpenDelivery> ready = new ArrayDeque<>();
  private final Set<UUID> present = new HashSet<>();
  private LaneMemory.Load load = LaneMemory.Load.NONE;
  private int readyDeliveries;

  LaneQueue(LaneMemory memory) {
    this.memory = memory;
  }

  boolean holds(UUID id) {
    return present.contains(id);
  }

  /// Takes a row over, to be sent after those before it; false when there is no room.
  boolean add(OpenDelivery row) {
    if (!adopt(row)) {
      return false;
    }
    ready.addLast(row);
    readyDeliveries += row.deliveries().size();
    return true;
  }

  /// Takes a row over that is not to be sent, until it is released; false when there is no room.
  boolean adopt(OpenDelivery row) {
    LaneMemory.Load more = LaneMemory.Load.of(row);
    if (!memory.reserve(load, more)) {
      return false;
    }
    present.add(row.id());
    load = load.plus(more);
    return true;
  }

  /// Takes the next rows out to be sent together: up to so many deliveries, at least one row.
  List<OpenDelivery> take(int deliveriesMax) {
    List<OpenDelivery> rows = new ArrayList<>();
    int deliveries = 0;
    while (!ready.isEmpty()) {
      int next = ready.getFirst().deliveries().size();
      if (!rows.isEmpty() && deliveries + next > deliveriesMax) {
        break;
      }
      rows.add(ready.removeFirst());
      deliveries += next;
    }
    readyDeliveries -= deliveries;
    return rows;
  }

  /// Puts rows that were taken out back, to be sent before all others.
  void putBack(List<OpenDelivery> rows) {
    for (OpenDelivery row : rows.reversed()) {
      ready.addFirst(row);
      readyDeliveries += row.deliveries().size();
    }
  }

  /// Forgets a row that was taken out.
  void release(OpenDelivery row) {
    if (present.remove(row.id())) {
      LaneMemory.Load less = LaneMemory.Load.of(row);
      load = load.minus(less);
      memory.release(less);
    }
  }

  /// Forgets a row that is ready. True when it was.
  boolean withdraw(UUID id) {
    List<OpenDelivery> found = ready.stream().filter(it -> it.id().equals(id)).toList();
    for (OpenDelivery row : found) {
      ready.remove(row);
      readyDeliveries -= row.deliveries().size();
      release(row);
    }
    return !found.isEmpty();
  }

  /// Forgets what is ready; it stays in the table. True when there was something.
  boolean dropReady() {
    boolean some = !ready.isEmpty();
    List<OpenDelivery> dropped = List.copyOf(ready);
    ready.clear();
    readyDeliveries = 0;
    dropped.forEach(this::release);
    return some;
  }

  /// Forgets everything.
  void clear() {
    ready.clear();
    present.clear();
    readyDeliveries = 0;
    memory.release(load);
    load = LaneMemory.Load.NONE;
  }

  boolean isRoomy() {
    return memory.isRoomy(load);
  }

  boolean isReadyEmpty() {
    return ready.isEmpty();
  }

  boolean isEmpty() {
    return present.isEmpty();
  }

  int readyDeliveries() {
    return readyDeliveries;
  }

  UUID[] ids() {
    return present.toArray(UUID[]::new);
  }
}
