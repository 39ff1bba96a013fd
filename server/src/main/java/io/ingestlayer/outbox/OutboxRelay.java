package io.ingestlayer.outbox;

import io.ingestlayer.log.AppendResult;
import io.ingestlayer.log.EventLog;
import io.ingestlayer.log.IdempotencyKey;
import io.ingestlayer.log.LogUnavailableException;
import io.ingestlayer.log.NewEvent;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries events from the outbox into the log, each under its own id as idempotency key: a crash between the append and
/// the removal repeats the append, and the log answers that it has it. One thread of its own; any thread may wake it.
public final class OutboxRelay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
  private static final int BATCH_MAX = 500;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  /// An event stays in the outbox no longer than the log keeps its key: the longest window there is.
  private static final Duration WINDOW = Duration.ofDays(400);

  private final Outbox outbox;
  private final EventLog log;
  private final Timer timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread = Thread.ofVirtual().name("outbox").unstarted(this::run);
  private boolean woken = true;
  private boolean stopped;

  public OutboxRelay(Outbox outbox, EventLog log, Timer timer) {
    this.outbox = outbox;
    this.log = log;
    this.timer = timer;
  }

  public void start() {
    thread.start();
    lookAgain();
  }

  /// There is something new in the outbox.
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void lookAgain() {
    timer.after(
        LOOK_AGAIN,
        () -> {
          if (isRunning()) {
            wake();
            lookAgain();
          }
        });
  }

  private boolean isRunning() {
    lock.lock();
    try {
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (awaitWork()) {
        try {
          relay();
        } catch (LogUnavailableException | DatabaseException e) {
          LOG.warn("the outbox waits: {}", e.getMessage());
        } catch (RuntimeException e) {
          LOG.error("the outbox could not be carried into the log", e);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// False when it is to stop.
  private boolean awaitWork() throws InterruptedException {
    lock.lock();
    try {
      while (!woken && !stopped) {
        changed.await();
      }
      woken = false;
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  /// Carries over all there is. Returns how many events left the outbox.
  int relay() throws LogUnavailableException, InterruptedException {
    int carried = 0;
    List<OutboxEvent> events = outbox.oldest(BATCH_MAX);
    while (!events.isEmpty()) {
      append(events);
      outbox.remove(events);
      carried += events.size();
      events = outbox.oldest(BATCH_MAX);
    }
    return carried;
  }

  private void append(List<OutboxEvent> events)
      throws LogUnavailableException, InterruptedException {
    List<AppendResult> results = log.append(events.stream().map(OutboxRelay::entry).toList());
    for (int i = 0; i < results.size(); i++) {
      switch (results.get(i)) {
        case AppendResult.Stored _, AppendResult.Duplicate _ -> {}
        // The id is derived from what the event speaks of, so the first stands for this one too.
        case AppendResult.Conflict conflict ->
            LOG.warn(
                "event {} of the outbox differs from {}, which was stored for it before",
                events.get(i).id(),
                conflict.first());
      }
    }
  }

  private static NewEvent entry(OutboxEvent event) {
    IdempotencyKey key =
        IdempotencyKey.of(
            event.sourceId(), event.id().toString(), event.type(), event.payload().text(), WINDOW);
    return new NewEvent(event.type(), event.sourceId(), event.occurredAt(), event.payload(), key);
  }

  /// Stops after what it is doing; waits for that, but not for ever.
  @Override
  public void close() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (thread.isAlive() && !thread.join(STOP_WITHIN)) {
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
