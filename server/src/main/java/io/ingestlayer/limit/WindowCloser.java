package io.ingestlayer.limit;

import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes windows every few seconds, in steps; what one run leaves, the next goes on with. Each node has one.
public final class WindowCloser implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WindowCloser.class);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final int STEPS_MAX = 1_000;

  private final PostgresWindows windows;
  private final Runnable wakeOutbox;
  private final Timer timer;
  private volatile boolean stopped;

  /// @param wakeOutbox called when there is something new in the outbox
  public WindowCloser(PostgresWindows windows, Runnable wakeOutbox, Timer timer) {
    this.windows = windows;
    this.wakeOutbox = wakeOutbox;
    this.timer = timer;
  }

  /// Runs every five seconds from now on.
  public void start() {
    timer.after(
        EVERY,
        () -> {
          if (!stopped) {
            try {
              run();
            } finally {
              start();
            }
          }
        });
  }

  private void run() {
    int told = 0;
    try {
      Instant now = timer.instant();
      Instant clock = windows.arrivalClock(now);
      for (int steps = 0; steps < STEPS_MAX && !stopped; steps++) {
        Optional<PostgresWindows.Step> step = windows.step(clock, now);
        if (step.isEmpty()) {
          break;
        }
        told += step.get().told();
      }
    } catch (DatabaseException e) {
      if (!stopped) {
        LOG.warn("windows of limits are closed later: {}", e.getMessage());
      }
    } finally {
      if (told > 0) {
        wakeOutbox.run();
      }
    }
  }

  /// Begins no further step.
  @Override
  public void close() {
    stopped = true;
  }
}
