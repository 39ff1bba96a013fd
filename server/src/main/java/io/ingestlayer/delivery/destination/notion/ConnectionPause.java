package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.platform.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Until when Notion wants nothing more from this connection. It limits a connection and not what that writes to, so that
/// what one lane is told holds for all of the destination. Any thread may call it.
final class ConnectionPause {
  private final Timer timer;
  private Instant until = Instant.EPOCH;
  private String code = "rate_limited";

  ConnectionPause(Timer timer) {
    this.timer = timer;
  }

  /// Notion asked one lane to wait.
  synchronized void asked(RateLimited limited) {
    Instant asked = timer.instant().plus(limited.after() == null ? Duration.ZERO : limited.after());
    if (asked.isAfter(until)) {
      until = asked;
      code = limited.code();
    }
  }

  /// What every lane is to do now, if it is to wait.
  synchronized Optional<RateLimited> now() {
    Duration left = Duration.between(timer.instant(), until);
    return left.isPositive()
        ? Optional.of(
            new RateLimited(code, "Notion asked this connection to wait, by another request", left))
        : Optional.empty();
  }
}
