package io.ingestlayer.delivery;

import io.ingestlayer.platform.time.Timer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Has a lane look again at one time, the latest that was asked for. Any thread may call it.
final class LaneWake {
  private final Timer timer;
  private final Runnable pump;
  private Timer.@Nullable Scheduled scheduled;
  private @Nullable Instant scheduledAt;

  LaneWake(Timer timer, Runnable pump) {
    this.timer = timer;
    this.pump = pump;
  }

  /// @param at null, or [LaneGate#WHEN_TOLD], for never
  synchronized void at(@Nullable Instant at) {
    Instant wanted = at == null || at.equals(LaneGate.WHEN_TOLD) ? null : wholeMillis(at);
    if (wanted == null ? scheduledAt == null : wanted.equals(scheduledAt)) {
      return;
    }
    if (scheduled != null) {
      scheduled.cancel();
    }
    scheduledAt = wanted;
    scheduled = wanted == null ? null : timer.at(wanted, () -> woken(wanted));
  }

  /// Timers count in milliseconds; one that fires too early would be set again at once.
  private static Instant wholeMillis(Instant at) {
    Instant cut = at.truncatedTo(ChronoUnit.MILLIS);
    return cut.equals(at) ? at : cut.plusMillis(1);
  }

  private void woken(Instant at) {
    synchronized (this) {
      if (at.equals(scheduledAt)) {
        scheduledAt = null;
        scheduled = null;
      }
    }
    pump.run();
  }
}
