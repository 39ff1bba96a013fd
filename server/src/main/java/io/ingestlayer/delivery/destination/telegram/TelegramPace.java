package io.ingestlayer.delivery.destination.telegram;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What one bot sends over all its lanes: 30 messages a second, and 20 a minute in a group or channel, which a lane's own
/// pace of one a second does not know. Any thread may call it.
final class TelegramPace {
  static final int BOT_MAX = 30;
  static final Duration BOT_TIME = Duration.ofSeconds(1);
  static final int GROUP_MAX = 20;
  static final Duration GROUP_TIME = Duration.ofMinutes(1);

  /// Groups that are remembered; the quiet ones are forgotten first.
  private static final int GROUPS_MAX = 10_000;

  private final Deque<Instant> sent = new ArrayDeque<>();
  private final Map<String, Deque<Instant>> groups = new HashMap<>();

  /// Takes a place for a message, or says how long there will be none.
  ///
  /// @param chat an id or a name; people have ids above zero
  synchronized Optional<Duration> take(String chat, Instant now) {
    Deque<Instant> group = chat.matches("[0-9]+") ? new ArrayDeque<>() : group(chat, now);
    Duration wait =
        longer(wait(sent, BOT_MAX, BOT_TIME, now), wait(group, GROUP_MAX, GROUP_TIME, now));
    if (wait.isPositive()) {
      return Optional.of(wait);
    }
    sent.addLast(now);
    group.addLast(now);
    return Optional.empty();
  }

  private Deque<Instant> group(String chat, Instant now) {
    if (groups.size() >= GROUPS_MAX) {
      groups.values().removeIf(it -> it.isEmpty() || !it.getLast().plus(GROUP_TIME).isAfter(now));
    }
    if (groups.size() >= GROUPS_MAX && !groups.containsKey(chat)) {
      return new ArrayDeque<>();
    }
    return groups.computeIfAbsent(chat, _ -> new ArrayDeque<>());
  }

  /// Forgets what is over, and says when the first of the rest will be.
  private static Duration wait(Deque<Instant> times, int max, Duration time, Instant now) {
    while (!times.isEmpty() && !times.getFirst().plus(time).isAfter(now)) {
      times.removeFirst();
    }
    return times.size() < max ? Duration.ZERO : Duration.between(now, times.getFirst().plus(time));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
