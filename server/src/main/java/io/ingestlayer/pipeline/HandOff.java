package io.ingestlayer.pipeline;

import io.ingestlayer.event.Event;
import io.ingestlayer.log.LogFollower;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Committed events on their way from the appenders to the decider, in memory and bounded.
///
/// Nothing depends on it: what does not fit or does not follow on what is here is dropped, and read from the log. Any
/// thread may call it; one takes.
final class HandOff implements LogFollower {
  private final int eventsMax;
  private final long charactersMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Integer, Waiting> byPartition = new HashMap<>();
  private int events;
  private long characters;
  private boolean woken;
  private boolean closed;

  /// What waits in one partition: batches that follow on each other.
  private static final class Waiting {
    final Deque<List<Event>> batches = new ArrayDeque<>();
    long next;
    boolean missed;
  }

  /// @param eventsMax events that may wait
  /// @param charactersMax characters of their payloads
  HandOff(int eventsMax, long charactersMax) {
    this.eventsMax = eventsMax;
    this.charactersMax = charactersMax;
  }

  @Override
  public void appended(List<Event> batch) {
    if (batch.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      if (!closed) {
        Waiting waiting = waiting(batch.getFirst().offset().partition());
        if (fits(waiting, batch)) {
          waiting.batches.add(batch);
          waiting.next = batch.getLast().offset().position() + 1;
          count(batch, 1);
        } else {
          waiting.missed = true;
        }
        wake();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean fits(Waiting waiting, List<Event> batch) {
    boolean follows =
        waiting.batches.isEmpty() || waiting.next == batch.getFirst().offset().position();
    return follows
        && events + batch.size() <= eventsMax
        && characters + characters(batch) <= charactersMax;
  }

  /// The events from that position on, as far as they are here; empty when the next ones here come later, or never.
  List<Event> take(int partition, long from, int max) {
    lock.lock();
    try {
      Deque<List<Event>> batches = waiting(partition).batches;
      List<Event> taken = new ArrayList<>();
      long next = from;
      while (!batches.isEmpty() && taken.size() < max) {
        List<Event> batch = batches.element();
        int skip = positionIn(batch, next);
        if (skip == 0 && batch.getFirst().offset().position() > next) {
          break;
        }
        batches.remove();
        count(batch, -1);
        int end = Math.min(batch.size(), skip + max - taken.size());
        if (end < batch.size()) {
          List<Event> rest = batch.subList(end, batch.size());
          batches.push(rest);
          count(rest, 1);
        }
        if (skip < end) {
          taken.addAll(batch.subList(skip, end));
          next = taken.getLast().offset().position() + 1;
        }
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// The place in the batch of the first event that is not before that position; its size when all are.
  private static int positionIn(List<Event> batch, long from) {
    int place = 0;
    while (place < batch.size() && batch.get(place).offset().position() < from) {
      place++;
    }
    return place;
  }

  /// Whether something of the partition was committed that is not here before the next that is: read the log. Says so
  /// once for what was dropped.
  boolean isBehindLog(int partition) {
    lock.lock();
    try {
      Waiting waiting = waiting(partition);
      boolean behind = waiting.missed || !waiting.batches.isEmpty();
      waiting.missed = false;
      return behind;
    } finally {
      lock.unlock();
    }
  }

  /// Drops what waits in the partition.
  void forget(int partition) {
    lock.lock();
    try {
      Waiting waiting = byPartition.remove(partition);
      if (waiting != null) {
        waiting.batches.forEach(it -> count(it, -1));
      }
    } finally {
      lock.unlock();
    }
  }

  /// Has the one who waits look again.
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Returns once something has happened since the last time.
  void await() throws InterruptedException {
    lock.lock();
    try {
      while (!woken) {
        changed.await();
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  /// Takes nothing any more.
  void close() {
    lock.lock();
    try {
      closed = true;
      byPartition.clear();
      events = 0;
      characters = 0;
      wake();
    } finally {
      lock.unlock();
    }
  }

  int waitingEvents() {
    lock.lock();
    try {
      return events;
    } finally {
      lock.unlock();
    }
  }

  private Waiting waiting(int partition) {
    return byPartition.computeIfAbsent(partition, _ -> new Waiting());
  }

  private void count(List<Event> batch, int sign) {
    events += sign * batch.size();
    characters += sign * characters(batch);
  }

  private static long characters(List<Event> batch) {
    long sum = 0;
    for (Event event : batch) {
      sum += event.payload().text().length();
    }
    return sum;
  }
}
