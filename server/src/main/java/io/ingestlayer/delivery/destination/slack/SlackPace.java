package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.delivery.vendor.AccountPaces;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where Slack has told one app in one workspace to wait, for all lanes of all destinations that use it. Slack counts by
/// method; posting it counts by channel and by workspace, and its answer does not say which was too much
/// (<https://docs.slack.dev/apis/web-api/rate-limits>): what one channel is told goes for that channel, and what a second
/// one is told while the first still waits goes for all.
final class SlackPace implements AccountPaces.Pace {
  /// Methods and channels that are remembered; those that may go on are forgotten first.
  static final int PLACES_MAX = 10_000;

  /// What is told to wait.
  ///
  /// @param channel empty for all of the method
  record Place(String method, String channel) {
    Place whole() {
      return new Place(method, "");
    }
  }

  private final Map<Place, Instant> notBefore = new HashMap<>();

  /// How long that place has to wait; empty when it may go on.
  Optional<Duration> waitAt(Place place, Instant now) {
    Instant own = notBefore.getOrDefault(place, Instant.MIN);
    Instant all = notBefore.getOrDefault(place.whole(), Instant.MIN);
    Instant until = own.isAfter(all) ? own : all;
    return until.isAfter(now) ? Optional.of(Duration.between(now, until)) : Optional.empty();
  }

  /// Slack asks that place to wait until then.
  void pause(Place place, Instant until, Instant now) {
    forgetFree(now);
    Set<Place> wait = new HashSet<>(Set.of(place));
    if (notBefore.keySet().stream()
        .anyMatch(it -> it.method().equals(place.method()) && !it.equals(place))) {
      wait.add(place.whole());
    }
    for (Place each : wait) {
      if (notBefore.size() < PLACES_MAX || notBefore.containsKey(each)) {
        notBefore.merge(each, until, (one, other) -> one.isAfter(other) ? one : other);
      }
    }
  }

  @Override
  public boolean isOver(Instant now) {
    forgetFree(now);
    return notBefore.isEmpty();
  }

  private void forgetFree(Instant now) {
    notBefore.values().removeIf(it -> !it.isAfter(now));
  }
}
