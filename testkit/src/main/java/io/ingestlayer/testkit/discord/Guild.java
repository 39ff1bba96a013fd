package io.ingestlayer.testkit.discord;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who and what there is on the server: bots, channels, threads, webhooks.
final class Guild {
  /// Discord's ids are of this length nowadays.
  private static final long FIRST_ID = 1_200_000_000_000_000_000L;

  private final Set<String> bots = new HashSet<>();
  private final Map<String, Channel> channels = new HashMap<>();
  private final Map<String, Webhook> webhooks = new HashMap<>();
  private long ids = FIRST_ID;

  /// What kind of place a channel is.
  enum Kind {
    TEXT,
    FORUM,
    THREAD
  }

  /// What a bot may do there.
  enum Access {
    WRITE,
    READ,
    NONE
  }

  /// @param parent the channel that a thread is in, else its own id
  record Channel(String id, Kind kind, String parent, Access access, boolean locked) {}

  record Webhook(String id, String token, String channel) {}

  synchronized String id() {
    return Long.toString(++ids);
  }

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

  synchronized Channel add(Kind kind, String parent) {
    String id = id();
    Channel channel = new Channel(id, kind, parent.isEmpty() ? id : parent, Access.WRITE, false);
    channels.put(id, channel);
    return channel;
  }

  synchronized void put(Channel channel) {
    channels.put(channel.id(), channel);
  }

  synchronized void remove(String channel) {
    channels.remove(channel);
  }

  synchronized Optional<Channel> find(String id) {
    return Optional.ofNullable(channels.get(id));
  }

  synchronized Channel known(String id) {
    return find(id).orElseThrow(() -> new IllegalArgumentException("there is no channel " + id));
  }

  synchronized Webhook webhook(String channel) {
    String id = id();
    Webhook webhook = new Webhook(id, "Secret-" + id + "_" + "x".repeat(48), known(channel).id());
    webhooks.put(id, webhook);
    return webhook;
  }

  synchronized void removeWebhook(String id) {
    webhooks.remove(id);
  }

  synchronized Optional<Webhook> findWebhook(String id) {
    return Optional.ofNullable(webhooks.get(id));
  }
}
