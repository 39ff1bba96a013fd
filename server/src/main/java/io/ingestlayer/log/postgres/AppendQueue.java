package io.ingestlayer.log.postgres;

import io.ingestlayer.log.LogUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The calls that wait to be written, first come first served. Any thread adds; the appenders take.
///
/// All appenders take from the same queue, so they fill evenly under load. While one of them is writing, another takes
/// only when enough is waiting for a large group of its own, or when the one that is writing takes unusually long: what
/// arrives in the meantime is one group in the end and not two halves.
final class AppendQueue {
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /// A group ends early when it has so many characters of payload.
  private static final long GROUP_CHARACTERS_MAX = 16L << 20;

  private final int eventsMax;
  private final long charactersMax;
  private final int groupMax;
  private final int shareFrom;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Queue<PendingAppend> waiting = new ArrayDeque<>();
  private int eventsWaiting;
  private long charactersWaiting;
  private int writing;
  private boolean closed;

  AppendQueue(LogSettings settings) {
    eventsMax = settings.queueMax() * settings.partitions();
    charactersMax = settings.queueCharactersMax() * settings.partitions();
    groupMax = settings.groupMax();
    shareFrom = settings.shareFrom();
  }

  /// Adds it, or says at once that there is no room.
  void add(PendingAppend call) throws LogUnavailableException {
    lock.lock();
    try {
      if (closed) {
        throw new LogUnavailableException(call + ": the log is closing");
      }
      requireRoom(call);
      waiting.add(call);
      eventsWaiting += call.size();
      charactersWaiting += call.characters();
      if (writing == 0 || eventsWaiting >= shareFrom) {
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void requireRoom(PendingAppend call) throws LogUnavailableException {
    if (eventsWaiting + call.size() > eventsMax) {
      throw new LogUnavailableException(
          "%s: %d events wait already, at most %d do".formatted(call, eventsWaiting, eventsMax));
    }
    // One that is too large for the queue by itself is let in when nobody else waits.
    if (charactersWaiting > 0 && charactersWaiting + call.characters() > charactersMax) {
      throw new LogUnavailableException(
          "%s: %d characters wait already, at most %d do"
              .formatted(call, charactersWaiting, charactersMax));
    }
  }

  /// The next group, as soon as there is one for this appender, which counts as writing until it calls `done`. Empty
  /// when the queue is closed and nothing waits any more.
  List<PendingAppend> take() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        if (mayTake()) {
          List<PendingAppend> group = group();
          if (!group.isEmpty()) {
            writing++;
            return group;
          }
        } else if (closed && waiting.isEmpty()) {
          return List.of();
        } else {
          // Whether the other one takes unusually long is seen when this wait is over, if no signal
          // comes before.
          long _ = arrived.awaitNanos(PATIENCE_NANOS);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean mayTake() {
    PendingAppend oldest = waiting.peek();
    return oldest != null
        && (writing == 0
            || eventsWaiting >= shareFrom
            || closed
            || System.nanoTime() - oldest.sinceNanos() >= PATIENCE_NANOS);
  }

  private List<PendingAppend> group() {
    List<PendingAppend> group = new ArrayList<>();
    int events = 0;
    long characters = 0;
    PendingAppend next = waiting.peek();
    while (next != null
        && (group.isEmpty()
            || (events + next.size() <= groupMax
                && characters + next.characters() <= GROUP_CHARACTERS_MAX))) {
      waiting.remove();
      eventsWaiting -= next.size();
      charactersWaiting -= next.characters();
      if (!next.abandoned()) {
        group.add(next);
        events += next.size();
        characters += next.characters();
      }
      next = waiting.peek();
    }
    return group;
  }

  /// The appender that took a group is done with it, or will be busy with something else for long.
  void done() {
    lock.lock();
    try {
      writing--;
    } finally {
      lock.unlock();
    }
  }

  int eventsWaiting() {
    lock.lock();
    try {
      return eventsWaiting;
    } finally {
      lock.unlock();
    }
  }

  /// Fails everything that waits: nobody is there to take it.
  void failAll(String why) {
    lock.lock();
    try {
      waiting.forEach(call -> call.fail(new LogUnavailableException(call + ": " + why)));
      waiting.clear();
      eventsWaiting = 0;
      charactersWaiting = 0;
    } finally {
      lock.unlock();
    }
  }

  /// Adds nothing more; what waits may still be taken.
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
