package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.vendor.Account;
import io.ingestlayer.delivery.vendor.AccountPaces;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Says whether a call may be made now, and heeds what came of it. Any thread may call it.
///
/// @param account whose calls Slack counts together
/// @param paces one for the whole process
record SlackTurns(Account account, AccountPaces<SlackPace> paces, InstantSource clock) {
  static final String POST = "chat.postMessage";

  /// Why a message to that channel must wait; empty when it may be sent.
  Optional<RateLimited> tooSoon(String channel) {
    return tooSoon(new SlackPace.Place(POST, channel));
  }

  /// Why a call must wait; empty when it may be made.
  Optional<RateLimited> tooSoonFor(String method) {
    return tooSoon(new SlackPace.Place(method, ""));
  }

  private Optional<RateLimited> tooSoon(SlackPace.Place place) {
    Instant now = clock.instant();
    return paces
        .with(account, now, it -> it.waitAt(place, now))
        .map(it ->
            new RateLimited(
                "ratelimited", "Slack has asked to wait; " + it.toMillis() + " ms are left", it));
  }

  /// What came of a message to that channel.
  void heed(String channel, AttemptResult result) {
    heed(new SlackPace.Place(POST, channel), result);
  }

  /// What came of a call.
  void heedFor(String method, AttemptResult result) {
    heed(new SlackPace.Place(method, ""), result);
  }

  private void heed(SlackPace.Place place, AttemptResult result) {
    if (result instanceof RateLimited(_, _, Duration after) && after != null) {
      Instant now = clock.instant();
      paces.with(
          account,
          now,
          it -> {
            it.pause(place, now.plus(after), now);
            return true;
          });
    }
  }
}
