package io.ingestlayer.platform.time;

import io.ingestlayer.testkit.clock.TurnableClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// A `Timer` over a clock that a test turns: what is due runs when the clock is turned.
///
/// What a turn makes due runs on the turning thread, one after another, by time and then in the order it was asked for,
/// and is over when the turn returns, together with what it made due itself. What is due the moment it is asked for
/// runs at once, on a virtual thread of its own. A task sees the time the turn led to, not the one it was asked for.
public final class TurnedTimer implements Timer {
  private final TurnableClock clock;
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::when).thenComparingLong(Task::number));
  private final ThreadLocal<Boolean> turning = ThreadLocal.withInitial(() -> false);
  private long numbers;

  public TurnedTimer(TurnableClock clock) {
    this.clock = clock;
    clock.onTurn(now -> runDue());
  }

  private record Task(Instant when, long number, Runnable work) {}

  @Override
  public Instant instant() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public Scheduled at(Instant when, Runnable work) {
    Task task;
    synchronized (tasks) {
      task = new Task(when, numbers++, work);
      if (turning.get() || when.isAfter(clock.instant())) {
        tasks.add(task);
        return () -> cancel(task);
      }
    }
    Thread.ofVirtual().name("timed").start(work);
    return () -> {};
  }

  /// How many tasks wait for their time.
  public int waiting() {
    synchronized (tasks) {
      return tasks.size();
    }
  }

  private void cancel(Task task) {
    synchronized (tasks) {
      tasks.remove(task);
    }
  }

  private void runDue() {
    if (turning.get()) {
      return;
    }
    turning.set(true);
    try {
      Task due;
      while ((due = nextDue()) != null) {
        due.work.run();
      }
    } finally {
      turning.remove();
    }
  }

  private @Nullable Task nextDue() {
    synchronized (tasks) {
      Task first = tasks.peek();
      return first == null || first.when.isAfter(clock.instant()) ? null : tasks.poll();
    }
  }
}
