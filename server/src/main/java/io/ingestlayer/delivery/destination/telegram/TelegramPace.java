package io.ingestlayer.delivery.destination.telegram;

import io.ingestlayer.delivery.vendor.AccountPaces;
import io.ingestlayer.delivery.vendor.SentTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What one bot sends over all lanes of all its destinations: 30 messages a second, and 20 a minute in a group or channel,
/// which a lane's own pace of one a second does not know (<https://core.telegram.org/bots/faq#broadcasting-to-users>).
///
/// When Telegram asks to wait it does not say whether that goes for a chat or for the bot. It goes for the bot here: who
/// goes on with the others is told to wait longer.
final class TelegramPace implements AccountPaces.Pace {
  static final int BOT_MAX = 30;
  static final Duration BOT_TIME = Duration.ofSeconds(1);
  static final int GROUP_MAX = 20;
  static final Duration GROUP_TIME = Duration.ofMinutes(1);

  /// Groups that are remembered; the quiet ones are forgotten first.
  static final int GROUPS_MAX = 10_000;

  private final SentTimes sent = new SentTimes(BOT_MAX, BOT_TIME);
  private final Map<String, SentTimes> groups = new HashMap<>();
  private Instant notBefore = Instant.MIN;

  /// Takes a place for a message, or says how long there will be none.
  ///
  /// @param chat an id or a name; people have ids above zero
  Optional<Duration> take(String chat, Instant now) {
    SentTimes group = isPerson(chat) ? group() : group(chat, now);
    Duration wait = longer(sent.waitAt(now), group.waitAt(now));
    Duration asked = notBefore.isAfter(now) ? Duration.between(now, notBefore) : Duration.ZERO;
    if (longer(wait, asked).isPositive()) {
      return Optional.of(longer(wait, asked));
    }
    sent.add(now);
    group.add(now);
    return Optional.empty();
  }

  /// Telegram asks to wait until then.
  void pause(Instant until) {
    notBefore = until.isAfter(notBefore) ? until : notBefore;
  }

  @Override
  public boolean isOver(Instant now) {
    forgetQuiet(now);
    return groups.isEmpty() && sent.isOver(now) && !notBefore.isAfter(now);
  }

  private static boolean isPerson(String chat) {
    return chat.matches("[0-9]+");
  }

  private SentTimes group(String chat, Instant now) {
    if (groups.size() >= GROUPS_MAX) {
      forgetQuiet(now);
    }
    if (groups.size() >= GROUPS_MAX && !groups.containsKey(chat)) {
      return group();
    }
    return groups.computeIfAbsent(chat, _ -> group());
  }

  private static SentTimes group() {
    return new SentTimes(GROUP_MAX, GROUP_TIME);
  }

  private void forgetQuiet(Instant now) {
    groups.values().removeIf(it -> it.isOver(now));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
