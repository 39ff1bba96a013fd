package io.ingestlayer.testkit.net;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A gate that bytes pass: open, or shut for as long as someone says.
final class Gate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private boolean shut;

  void shut(boolean isShut) {
    lock.lock();
    try {
      shut = isShut;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Returns when the gate is open.
  void pass() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (shut) {
        opened.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
