package io.ingestlayer.platform.time;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The machine's own time. One daemon thread watches it; each task runs on a virtual thread.
public final class SystemTimer implements Timer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SystemTimer.class);

  private final Clock clock = Clock.systemUTC();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("timer").factory());

  @Override
  public Instant instant() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public Scheduled at(Instant when, Runnable task) {
    long delay = Math.max(0, when.toEpochMilli() - clock.millis());
    ScheduledFuture<?> future =
        watch.schedule(
            () -> {
              Thread.ofVirtual().name("timed").start(() -> run(task));
            },
            delay,
            TimeUnit.MILLISECONDS);
    return () -> future.cancel(false);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a timed task failed", e);
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
