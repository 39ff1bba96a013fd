package io.ingestlayer.testkit.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What came in, in order, with a wait for more of it. Any thread may add, read and wait.
public final class Recorded<T> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Deque<T> last = new ArrayDeque<>();
  private final int max;
  private long count;

  /// @param max how many are kept; the oldest are forgotten first, and still counted
  public Recorded(int max) {
    this.max = max;
  }

  public void add(T one) {
    lock.lock();
    try {
      if (last.size() == max) {
        last.removeFirst();
      }
      last.addLast(one);
      count++;
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// How many were ever added.
  public long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  public List<T> all() {
    lock.lock();
    try {
      return new ArrayList<>(last);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until that many were added, and returns those that are kept.
  ///
  /// @param what a word for them in the message
  /// @throws AssertionError when there are not enough in time, or when the thread is interrupted
  public List<T> await(int atLeast, Duration atMost, String what) {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (count < atLeast) {
        if (left <= 0) {
          throw new AssertionError(
              "waited %s for %d %s, there were %d".formatted(atMost, atLeast, what, count));
        }
        left = more.awaitNanos(left);
      }
      return new ArrayList<>(last);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for %d %s".formatted(atLeast, what), e);
    } finally {
      lock.unlock();
    }
  }
}
