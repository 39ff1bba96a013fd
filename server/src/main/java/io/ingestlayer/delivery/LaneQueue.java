package io.ingestlayer.delivery;

import io.ingestlayer.delivery.OpenDelivery.Priority;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The rows of one lane that are in memory: ready to be sent, under way, or waiting for their outcome to be stored.
///
/// Each row is in here at most once, from the time it is taken over until its outcome is stored, or until it is put out to
/// make room for another, which only happens to rows that are ready; those are read from the table again. Guarded by its
/// lane.
final class LaneQueue {
  private final LaneMemory memory;
  private final ReadyRows live = new ReadyRows();
  private final ReadyRows replay = new ReadyRows();
  private final Set<UUID> present = new HashSet<>();
  private final OrderedKeys keys = new OrderedKeys();
  private LaneMemory.Load load = LaneMemory.Load.NONE;
  private int readyDeliveries;

  LaneQueue(LaneMemory memory) {
    this.memory = memory;
  }

  /// What became of a row that was offered.
  ///
  /// @param added whether it is in the queue
  /// @param putOut rows that had to go for it, or for nothing
  record Added(boolean added, List<OpenDelivery> putOut) {}

  /// What of a lane is in memory, for who reads the table.
  ///
  /// @param rows all of them
  /// @param keysUnderWay keys of an order of which nothing else may be sent now
  /// @param keysReplayed keys of an order whose replayed row can be sent, and goes before what is live if something live
  ///     waits for it
  record InMemory(Set<UUID> rows, Set<Long> keysUnderWay, Set<Long> keysReplayed) {}

  InMemory inMemory() {
    return new InMemory(Set.copyOf(present), keys.underWay(), keys.replayed());
  }

  boolean holds(UUID id) {
    return present.contains(id);
  }

  /// Makes way for a row that was read as the first of its key: another of that key that can be sent goes back to the
  /// table, until this one is over. False when another is under way, and this one must wait.
  boolean makeWay(OpenDelivery row) {
    OpenDelivery later = keys.ready(row.orderKey());
    if (later != null) {
      withdraw(later.id());
    }
    return !keys.isUnderWay(row);
  }

  /// Lets replayed rows go as if they were live, since something live of their key waits for them.
  void pullForward(Set<Long> waitedFor) {
    for (Long key : waitedFor) {
      OpenDelivery row = keys.ready(key);
      if (row != null && replay.remove(row.id()) != null) {
        OpenDelivery forward = row.pulledForward();
        live.addLast(forward);
        keys.ready(forward);
      }
    }
  }

  /// Takes a row over that was just decided; others that can wait in the table go for it: replays for what is live, the
  /// last of a pipeline that has many for another's, and the oldest where the newest come first.
  Added offer(OpenDelivery row, boolean newestFirst) {
    List<OpenDelivery> putOut = new ArrayList<>();
    while (!adopt(row)) {
      OpenDelivery victim = victim(row, newestFirst);
      if (victim == null) {
        return new Added(false, putOut);
      }
      readyDeliveries -= victim.deliveries().size();
      release(victim);
      putOut.add(victim);
    }
    ready(row, newestFirst);
    return new Added(true, putOut);
  }

  private @Nullable OpenDelivery victim(OpenDelivery row, boolean newestFirst) {
    OpenDelivery replayed = row.priority() == Priority.LIVE ? replay.takeLast() : null;
    if (replayed != null) {
      return replayed;
    }
    return newestFirst ? of(row).takeLast() : of(row).takeInFavourOf(row);
  }

  private void ready(OpenDelivery row, boolean newestFirst) {
    if (newestFirst) {
      of(row).addFirst(row);
    } else {
      of(row).addLast(row);
    }
    readyDeliveries += row.deliveries().size();
    keys.ready(row);
  }

  /// Takes a row over that was read from the table, to be sent after those of its pipeline; false when there is no room.
  boolean add(OpenDelivery row) {
    if (!adopt(row)) {
      return false;
    }
    ready(row, false);
    return true;
  }

  private ReadyRows of(OpenDelivery row) {
    return row.priority() == Priority.LIVE ? live : replay;
  }

  /// Takes a row over that is not to be sent, until it is released; false when there is no room.
  boolean adopt(OpenDelivery row) {
    LaneMemory.Load more = LaneMemory.Load.of(row);
    if (!memory.reserve(load, more)) {
      return false;
    }
    present.add(row.id());
    keys.underWay(row);
    load = load.plus(more);
    return true;
  }

  /// Takes the next rows out to be sent together: up to so many deliveries, at least one row if there is one.
  ///
  /// @param replays whether replayed rows may go once no live one is ready
  List<OpenDelivery> take(int deliveriesMax, boolean replays) {
    List<OpenDelivery> rows = new ArrayList<>();
    int deliveries = take(live, deliveriesMax, 0, rows);
    if (replays && live.isEmpty()) {
      deliveries = take(replay, deliveriesMax, deliveries, rows);
    }
    readyDeliveries -= deliveries;
    rows.forEach(keys::underWay);
    return rows;
  }

  /// Returns how many deliveries were taken so far.
  private static int take(ReadyRows from, int deliveriesMax, int before, List<OpenDelivery> rows) {
    int deliveries = before;
    OpenDelivery next = from.peek();
    while (next != null
        && (rows.isEmpty() || deliveries + next.deliveries().size() <= deliveriesMax)) {
      rows.add(from.take());
      deliveries += next.deliveries().size();
      next = from.peek();
    }
    return deliveries;
  }

  /// Puts rows that were taken out back, to be sent before all others.
  void putBack(List<OpenDelivery> rows) {
    for (OpenDelivery row : rows.reversed()) {
      of(row).putBack(row);
      readyDeliveries += row.deliveries().size();
      keys.ready(row);
    }
  }

  /// Forgets a row that was taken out.
  void release(OpenDelivery row) {
    if (present.remove(row.id())) {
      keys.released(row);
      LaneMemory.Load less = LaneMemory.Load.of(row);
      load = load.minus(less);
      memory.release(less);
    }
  }

  /// Forgets a row that is ready. True when it was.
  boolean withdraw(UUID id) {
    OpenDelivery ofLive = live.remove(id);
    OpenDelivery found = ofLive != null ? ofLive : replay.remove(id);
    if (found == null) {
      return false;
    }
    readyDeliveries -= found.deliveries().size();
    release(found);
    return true;
  }

  /// Forgets what is ready; it stays in the table. True when there was something.
  boolean dropReady() {
    boolean some = drop(live);
    return drop(replay) || some;
  }

  /// Forgets the replayed rows that are ready; they stay in the table. True when there was something.
  boolean dropReplays() {
    return drop(replay);
  }

  private boolean drop(ReadyRows rows) {
    List<OpenDelivery> dropped = rows.clear();
    for (OpenDelivery row : dropped) {
      readyDeliveries -= row.deliveries().size();
      release(row);
    }
    return !dropped.isEmpty();
  }

  /// Forgets everything.
  void clear() {
    live.clear();
    replay.clear();
    present.clear();
    keys.clear();
    readyDeliveries = 0;
    memory.release(load);
    load = LaneMemory.Load.NONE;
  }

  boolean isRoomy() {
    return memory.isRoomy(load);
  }

  /// Whether there is nothing to be sent.
  ///
  /// @param replays whether replayed rows count
  boolean isReadyEmpty(boolean replays) {
    return live.isEmpty() && (!replays || replay.isEmpty());
  }

  boolean isEmpty() {
    return present.isEmpty();
  }

  /// Whether the row's pipeline has nothing ready of its priority.
  boolean hasNoneOfPipeline(OpenDelivery row) {
    return of(row).hasNoneOfPipeline(row);
  }

  int readyDeliveries() {
    return readyDeliveries;
  }
}
