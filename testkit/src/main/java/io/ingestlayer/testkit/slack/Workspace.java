package io.ingestlayer.testkit.slack;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who and what there is in the workspace: apps by their token, channels, people, webhooks.
final class Workspace {
  static final String TEAM = "T00000001";

  private final Map<String, Token> tokens = new HashMap<>();
  private final Map<String, Channel> channels = new LinkedHashMap<>();
  private final Map<String, String> usersByEmail = new HashMap<>();
  private final Map<String, Webhook> webhooks = new HashMap<>();
  private int ids;

  /// @param end when it is not taken any more; null for never
  record Token(String value, Set<String> scopes, boolean revoked, @Nullable Instant end) {}

  /// @param name with `#`, or the user's id for a direct message
  /// @param members the tokens of the apps in it
  record Channel(String id, String name, boolean hidden, boolean archived, Set<String> members) {
    boolean direct() {
      return id.startsWith("D");
    }
  }

  record Webhook(String id, String secret, String channel) {}

  void token(String value, Set<String> scopes) {
    token(value, scopes, null);
  }

  synchronized void token(String value, Set<String> scopes, @Nullable Instant end) {
    tokens.put(value, new Token(value, Set.copyOf(scopes), false, end));
  }

  synchronized void revoke(String value) {
    Token token = tokens.get(value);
    if (token == null) {
      throw new IllegalArgumentException("there is no such token");
    }
    tokens.put(value, new Token(value, token.scopes(), true, token.end()));
  }

  synchronized Optional<Token> token(String value) {
    return Optional.ofNullable(tokens.get(value));
  }

  synchronized Channel channel(String name, boolean hidden) {
    if (!name.matches("#[a-z0-9_-]{1,80}")) {
      throw new IllegalArgumentException("a channel is called #like-this, not " + name);
    }
    return add(new Channel(id("C"), name, hidden, false, Set.of()));
  }

  synchronized void invite(String channel, Set<String> apps) {
    Channel at = known(channel);
    Set<String> members = new HashSet<>(at.members());
    members.addAll(apps.isEmpty() ? tokens.keySet() : apps);
    add(new Channel(at.id(), at.name(), at.hidden(), at.archived(), Set.copyOf(members)));
  }

  /// The app with the second token is the one with the first.
  synchronized void joinLike(String token, String newer) {
    for (Channel at : List.copyOf(channels.values())) {
      if (at.members().contains(token)) {
        invite(at.id(), Set.of(newer));
      }
    }
  }

  synchronized void archive(String channel) {
    Channel at = known(channel);
    add(new Channel(at.id(), at.name(), at.hidden(), true, at.members()));
  }

  synchronized void user(String email, String id) {
    usersByEmail.put(email, id);
  }

  synchronized Optional<String> userByEmail(String email) {
    return Optional.ofNullable(usersByEmail.get(email));
  }

  /// The direct messages with this person, begun now when they were not; nothing when there is no such person.
  synchronized Optional<Channel> directTo(String user) {
    if (!usersByEmail.containsValue(user)) {
      return Optional.empty();
    }
    return Optional.of(
        named(user).orElseGet(() -> add(new Channel(id("D"), user, false, false, Set.of()))));
  }

  /// The channel with this id or name, the name with or without `#`.
  synchronized Optional<Channel> find(String channel) {
    return Optional.ofNullable(channels.get(channel))
        .or(() -> named(channel))
        .or(() -> named("#" + channel));
  }

  synchronized List<Channel> channels() {
    return List.copyOf(channels.values());
  }

  synchronized Webhook webhook(String channel) {
    String id = id("B");
    Webhook webhook = new Webhook(id, "secret" + id, known(channel).id());
    webhooks.put(id, webhook);
    return webhook;
  }

  synchronized void removeWebhook(String id) {
    webhooks.remove(id);
  }

  synchronized Optional<Webhook> findWebhook(String id) {
    return Optional.ofNullable(webhooks.get(id));
  }

  Channel known(String channel) {
    return find(channel)
        .orElseThrow(() -> new IllegalArgumentException("there is no channel " + channel));
  }

  private Channel add(Channel channel) {
    channels.put(channel.id(), channel);
    return channel;
  }

  private Optional<Channel> named(String name) {
    return channels.values().stream().filter(c -> c.name().equals(name)).findFirst();
  }

  private String id(String kind) {
    return "%s%08d".formatted(kind, ++ids);
  }
}
