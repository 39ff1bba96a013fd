package io.ingestlayer.testkit.telegram;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who and what there is: bots, chats, topics; and the pace in each.
final class Chats {
  private static final long FIRST_GROUP = 4_000_000L;
  private static final long FIRST_SUPERGROUP = 1_001_000_000_000L;

  private final Set<String> bots = new HashSet<>();
  private final Map<String, Chat> chats = new HashMap<>();
  private final Map<String, Deque<Instant>> sent = new HashMap<>();
  private long ids;
  private boolean paced = true;

  /// What a bot may do there.
  enum Access {
    WRITE,
    MUTED,
    KICKED
  }

  /// @param movedTo the supergroup that it became, or empty
  /// @param topics by id, whether each is open
  record Chat(String id, Access access, String movedTo, Map<Long, Boolean> topics) {}

  synchronized void bot(String token, boolean known) {
    if (known) {
      bots.add(token);
    } else {
      bots.remove(token);
    }
  }

  synchronized boolean isBot(String token) {
    return bots.contains(token);
  }

  synchronized String person() {
    return add(Long.toString(700_000_000L + ++ids));
  }

  synchronized String group() {
    return add("-" + (FIRST_GROUP + ++ids));
  }

  synchronized String supergroup() {
    return add("-" + (FIRST_SUPERGROUP + ++ids));
  }

  /// Two names for one chat.
  synchronized String channel(String name) {
    String id = supergroup();
    chats.put(name, known(id));
    return id;
  }

  private String add(String id) {
    chats.put(id, new Chat(id, Access.WRITE, "", new HashMap<>()));
    return id;
  }

  synchronized void access(String id, Access access) {
    Chat chat = known(id);
    chats.put(id, new Chat(id, access, chat.movedTo(), chat.topics()));
  }

  synchronized String move(String id) {
    String to = supergroup();
    chats.put(id, new Chat(id, known(id).access(), to, Map.of()));
    return to;
  }

  synchronized long topic(String id) {
    long topic = ++ids;
    known(id).topics().put(topic, true);
    return topic;
  }

  synchronized void topic(String id, long topic, boolean open) {
    known(id).topics().put(topic, open);
  }

  synchronized Optional<Chat> find(String id) {
    return Optional.ofNullable(chats.get(id));
  }

  private Chat known(String id) {
    return find(id).orElseThrow(() -> new IllegalArgumentException("there is no chat " + id));
  }

  synchronized void paced(boolean isPaced) {
    paced = isPaced;
  }

  /// Whole seconds to wait; nothing when there is a place, which is then taken: one a second in a chat with a burst of
  /// three, 20 a minute in a group, 30 a second for the bot.
  synchronized Optional<Long> take(String bot, Chat chat, Instant now) {
    if (!paced) {
      return Optional.empty();
    }
    Deque<Instant> ofBot = sent.computeIfAbsent("bot " + bot, _ -> new ArrayDeque<>());
    Deque<Instant> ofChat = sent.computeIfAbsent("chat " + chat.id(), _ -> new ArrayDeque<>());
    Duration wait = wait(ofBot, 30, Duration.ofSeconds(1), now);
    wait = longer(wait, wait(ofChat, 3, Duration.ofSeconds(3), now));
    if (chat.id().startsWith("-")) {
      wait = longer(wait, wait(ofChat, 20, Duration.ofMinutes(1), now));
    }
    if (wait.isPositive()) {
      return Optional.of(wait.plusSeconds(1).minusNanos(1).toSeconds());
    }
    ofBot.addLast(now);
    ofChat.addLast(now);
    return Optional.empty();
  }

  private static Duration wait(Deque<Instant> times, int max, Duration time, Instant now) {
    times.removeIf(it -> !it.plusSeconds(60).isAfter(now));
    var within = times.stream().filter(it -> it.plus(time).isAfter(now)).toList();
    return within.size() < max
        ? Duration.ZERO
        : Duration.between(now, within.get(within.size() - max).plus(time));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
