package io.ingestlayer.delivery;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs the lanes' reads of the table: so many at once, destinations in turn, and of one destination who asked first. Any
/// thread may call it.
///
/// Else a thousand lanes that are behind would take every connection to the database, and those who decide and finish
/// would wait for one. A destination starts another read as long as what it has under way and what all have are together
/// less than the bound, so that slow reads of one leave room for another's. A lane asks for one at a time, so no more
/// wait than there are lanes.
final class LaneReads {
  /// Of the connections to the database these are few, and two cores are busy with fewer.
  static final int AT_ONCE_MAX = 4;

  private final int atOnceMax;
  private final Map<String, ArrayDeque<Runnable>> waiting = new HashMap<>();
  private final Map<String, Integer> underWay = new HashMap<>();
  private final Turns<String> turns = new Turns<>();
  private int allUnderWay;

  /// @param atOnceMax at least 1; one destination alone gets about half
  LaneReads(int atOnceMax) {
    this.atOnceMax = atOnceMax;
  }

  private record Turn(String destination, Runnable read) {}

  /// Runs the read on a thread of its own when its turn comes. Returns at once.
  void submit(String destination, Runnable read) {
    synchronized (this) {
      waiting.computeIfAbsent(destination, _ -> new ArrayDeque<>()).addLast(read);
      turns.want(destination);
    }
    startAll();
  }

  private void startAll() {
    for (Turn turn = next(); turn != null; turn = next()) {
      Turn now = turn;
      Thread.ofVirtual().name("read").start(() -> run(now));
    }
  }

  private synchronized @Nullable Turn next() {
    String destination = turns.next(this::mayRead);
    if (destination == null) {
      return null;
    }
    ArrayDeque<Runnable> reads = Objects.requireNonNull(waiting.get(destination));
    Runnable read = reads.removeFirst();
    if (reads.isEmpty()) {
      waiting.remove(destination);
    }
    turns.given(destination, 1, !reads.isEmpty());
    underWay.merge(destination, 1, Integer::sum);
    allUnderWay++;
    return new Turn(destination, read);
  }

  private boolean mayRead(String destination) {
    return underWay.getOrDefault(destination, 0) + allUnderWay < atOnceMax;
  }

  private void run(Turn turn) {
    try {
      turn.read().run();
    } finally {
      synchronized (this) {
        underWay.computeIfPresent(turn.destination(), (_, n) -> n == 1 ? null : n - 1);
        allUnderWay--;
      }
      startAll();
    }
  }
}
