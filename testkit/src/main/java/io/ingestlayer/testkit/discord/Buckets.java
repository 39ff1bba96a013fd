package io.ingestlayer.testkit.discord;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The pace: per webhook and, hidden, per channel of webhooks; per channel for bots. What the headers tell is the first
/// kind only; the hidden one is seen when it is passed. Every request counts, refused ones too.
final class Buckets {
  private final Map<String, Bucket> buckets = new HashMap<>();
  private int webhookLimit = 5;
  private Duration webhookWindow = Duration.ofSeconds(2);
  private int channelLimit = 30;
  private Duration channelWindow = Duration.ofMinutes(1);
  private int botLimit = 5;
  private Duration botWindow = Duration.ofSeconds(5);

  /// The same for all three.
  synchronized void set(int limit, Duration window) {
    webhookLimit = limit;
    channelLimit = limit;
    botLimit = limit;
    webhookWindow = window;
    channelWindow = window;
    botWindow = window;
    buckets.clear();
  }

  /// Takes a place, or says that there is none: the bucket that is empty.
  synchronized Optional<Bucket.Left> takeWebhook(String webhook, String channel, Instant now) {
    return take(
        now,
        bucket("webhook " + webhook, webhookLimit, webhookWindow),
        bucket("channel " + channel, channelLimit, channelWindow));
  }

  synchronized Optional<Bucket.Left> takeBot(String token, String channel, Instant now) {
    return take(now, bucket("bot " + token + " " + channel, botLimit, botWindow));
  }

  synchronized Bucket.Left leftOfWebhook(String webhook, Instant now) {
    return bucket("webhook " + webhook, webhookLimit, webhookWindow).left(now);
  }

  synchronized Bucket.Left leftOfBot(String token, String channel, Instant now) {
    return bucket("bot " + token + " " + channel, botLimit, botWindow).left(now);
  }

  private Bucket bucket(String key, int limit, Duration window) {
    return buckets.computeIfAbsent(
        key, _ -> new Bucket(Integer.toHexString(key.hashCode()), limit, window));
  }

  private static Optional<Bucket.Left> take(Instant now, Bucket... all) {
    List<Bucket> empty = List.of(all).stream().filter(it -> it.isEmpty(now)).toList();
    if (!empty.isEmpty()) {
      return Optional.of(empty.getFirst().left(now));
    }
    for (Bucket bucket : all) {
      bucket.take(now);
    }
    return Optional.empty();
  }
}
