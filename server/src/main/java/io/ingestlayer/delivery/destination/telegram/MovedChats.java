package io.ingestlayer.delivery.destination.telegram;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.Fact;
import io.ingestlayer.delivery.KeptFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// The groups that became supergroups: what a route calls them, and where they are now. Kept over restarts, for Telegram
/// refuses a message to the old id each time. Any thread may call it.
///
/// A move is forgotten when a route names the new id and, for an hour, none has named the old one; or when none has named
/// the old one for thirty days.
final class MovedChats {
  /// More are asked for again each time.
  static final int MOVED_MAX = KeptFacts.FACTS_MAX;

  private static final String NAME = "moved_chat ";
  private static final Duration NAMED_LATELY = Duration.ofHours(1);
  private static final Duration KEPT_AGAIN_AFTER = Duration.ofDays(1);
  private static final Duration FORGOTTEN_AFTER = Duration.ofDays(30);
  private static final int SHOWN_MAX = 5;

  private final KeptFacts facts;
  private final Map<String, Move> moves = new ConcurrentHashMap<>();
  private boolean isRead;

  /// Where a chat went.
  ///
  /// @param named when a route named the old id last, as far as is known
  /// @param kept when it was last put on stable storage; [Instant#MIN] for never
  private record Move(String to, Instant named, Instant kept) {
    private Move {
      requireNonNull(to);
    }
  }

  MovedChats(KeptFacts facts) {
    this.facts = facts;
  }

  /// Where to send what a route sends to that chat.
  String now(String chat, Instant now) {
    read(now);
    if (moves.isEmpty()) {
      return chat;
    }
    moves.forEach((old, move) -> {
      if (move.to().equals(chat) && move.named().plus(NAMED_LATELY).isBefore(now)) {
        forget(old);
      }
    });
    Move move = moves.get(chat);
    if (move == null) {
      return chat;
    }
    remember(chat, new Move(move.to(), now, move.kept()), now);
    return move.to();
  }

  /// Telegram has said where the chat is now.
  void moved(String chat, String to, Instant now) {
    remember(chat, new Move(to, now, Instant.MIN), now);
  }

  /// Telegram does not know where it went to any more.
  void forget(String chat) {
    if (moves.remove(chat) != null) {
      facts.forget(NAME + chat);
    }
  }

  private void remember(String chat, Move move, Instant now) {
    if (moves.size() >= MOVED_MAX && !moves.containsKey(chat)) {
      return;
    }
    boolean due = !move.kept().isAfter(now.minus(KEPT_AGAIN_AFTER));
    boolean kept = due && facts.keep(NAME + chat, move.to());
    moves.put(chat, kept ? new Move(move.to(), move.named(), now) : move);
  }

  private synchronized void read(Instant now) {
    if (isRead) {
      return;
    }
    facts
        .all()
        .ifPresent(all -> {
          isRead = true;
          all.stream().filter(it -> it.name().startsWith(NAME)).forEach(it -> read(it, now));
        });
  }

  private void read(KeptFacts.Kept fact, Instant now) {
    if (fact.at().plus(FORGOTTEN_AFTER).isBefore(now)) {
      facts.forget(fact.name());
    } else {
      String chat = fact.name().substring(NAME.length());
      moves.putIfAbsent(chat, new Move(fact.value(), fact.at(), fact.at()));
    }
  }

  /// What a person should change in the definitions; returns at once.
  List<Fact> facts() {
    if (moves.isEmpty()) {
      return List.of();
    }
    String said =
        moves.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .limit(SHOWN_MAX)
            .map(it -> sentence(it.getKey(), it.getValue().to()))
            .collect(Collectors.joining(" "));
    int more = moves.size() - SHOWN_MAX;
    return List.of(new Fact("moved_chats", more > 0 ? said + " And " + more + " more." : said));
  }

  private static String sentence(String chat, String to) {
    return "The group %s became the supergroup %s: put \"%s\" into the route's chat."
        .formatted(chat, to, to);
  }
}
