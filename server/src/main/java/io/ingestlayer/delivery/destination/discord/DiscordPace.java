package io.ingestlayer.delivery.destination.discord;

import io.ingestlayer.delivery.vendor.AccountPaces;
import io.ingestlayer.delivery.vendor.SentTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What one bot, or all webhooks of this host together, may send over all lanes of all destinations: 50 messages a second,
/// and nothing where Discord has told to wait, for a refusal counts towards shutting out the whole host
/// (<https://discord.com/developers/docs/topics/rate-limits#global-rate-limit>).
final class DiscordPace implements AccountPaces.Pace {
  static final int ACCOUNT_MAX = 50;
  static final Duration ACCOUNT_TIME = Duration.ofSeconds(1);

  /// Routes that are remembered; those that may send again are forgotten first.
  static final int ROUTES_MAX = 10_000;

  private final SentTimes sent = new SentTimes(ACCOUNT_MAX, ACCOUNT_TIME);
  private final Map<String, Instant> notBefore = new HashMap<>();
  private Instant allNotBefore = Instant.MIN;

  /// Takes a place for a message, or says how long there will be none.
  ///
  /// @param route what Discord counts by: a bot's channel, or a webhook with all its threads
  Optional<Duration> take(String route, Instant now) {
    Instant own = notBefore.getOrDefault(route, Instant.MIN);
    Instant told = own.isAfter(allNotBefore) ? own : allNotBefore;
    Instant free = now.plus(sent.waitAt(now));
    Instant until = told.isAfter(free) ? told : free;
    if (until.isAfter(now)) {
      return Optional.of(Duration.between(now, until));
    }
    sent.add(now);
    return Optional.empty();
  }

  /// That route waits until then.
  void pause(String route, Instant until, Instant now) {
    if (notBefore.size() >= ROUTES_MAX) {
      forgetFree(now);
    }
    if (notBefore.size() < ROUTES_MAX || notBefore.containsKey(route)) {
      notBefore.merge(route, until, (one, other) -> one.isAfter(other) ? one : other);
    }
  }

  /// Every route waits until then.
  void pauseAll(Instant until) {
    allNotBefore = until.isAfter(allNotBefore) ? until : allNotBefore;
  }

  @Override
  public boolean isOver(Instant now) {
    forgetFree(now);
    return notBefore.isEmpty() && sent.isOver(now) && !allNotBefore.isAfter(now);
  }

  private void forgetFree(Instant now) {
    notBefore.values().removeIf(it -> !it.isAfter(now));
  }
}
