package io.ingestlayer.delivery.destination.discord;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Remembers which lanes Discord has told to wait, so that nothing is sent there that would only be refused: a refusal
/// counts towards shutting out the whole host. Any thread may call it.
final class DiscordPace {
  /// Lanes that are remembered; those that may send again are forgotten first.
  static final int LANES_MAX = 10_000;

  private final Map<String, Instant> notBefore = new HashMap<>();
  private Instant allNotBefore = Instant.MIN;

  /// How long that lane has to wait; empty when it may send.
  synchronized Optional<Duration> wait(String lane, Instant now) {
    Instant own = notBefore.getOrDefault(lane, Instant.MIN);
    Instant until = own.isAfter(allNotBefore) ? own : allNotBefore;
    return until.isAfter(now) ? Optional.of(Duration.between(now, until)) : Optional.empty();
  }

  /// That lane waits until then.
  synchronized void pause(String lane, Instant until, Instant now) {
    if (notBefore.size() >= LANES_MAX) {
      notBefore.values().removeIf(it -> !it.isAfter(now));
    }
    if (notBefore.size() < LANES_MAX) {
      notBefore.put(lane, until);
    }
  }

  /// Every lane waits until then.
  synchronized void pauseAll(Instant until) {
    allNotBefore = until.isAfter(allNotBefore) ? until : allNotBefore;
  }
}
