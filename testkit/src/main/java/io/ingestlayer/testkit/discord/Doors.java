package io.ingestlayer.testkit.discord;

import io.ingestlayer.testkit.discord.Guild.Access;
import io.ingestlayer.testkit.discord.Guild.Channel;
import io.ingestlayer.testkit.discord.Guild.Kind;
import io.ingestlayer.testkit.discord.Guild.Webhook;
import io.ingestlayer.testkit.discord.Outcome.Done;
import io.ingestlayer.testkit.discord.Outcome.Refused;
import io.ingestlayer.testkit.discord.Outcome.TooFast;
import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.http.Recorded;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The two ways to say something: a bot in a channel, a webhook in its own.
final class Doors {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MESSAGES_MAX = 500_000;

  private final Recorded<SentMessage> messages = new Recorded<>(MESSAGES_MAX);
  private final Map<String, String> nonces = new LinkedHashMap<>();
  private final Buckets buckets = new Buckets();
  private final Guild guild;
  private final InstantSource clock;

  Doors(Guild guild, InstantSource clock) {
    this.guild = guild;
    this.clock = clock;
  }

  Recorded<SentMessage> messages() {
    return messages;
  }

  Buckets buckets() {
    return buckets;
  }

  /// `POST /channels/{id}/messages`
  Outcome create(String channelId, ReceivedRequest request) {
    String token = request.header("authorization").orElse("");
    if (!token.startsWith("Bot ") || !guild.isBot(token.substring("Bot ".length()))) {
      return Refused.because(401, 0, "401: Unauthorized");
    }
    if (!request.header("user-agent").orElse("").matches("DiscordBot \\(\\S+, \\S+\\).*")) {
      return Refused.because(403, 40_333, "internal network error");
    }
    Optional<Channel> found = guild.find(channelId);
    if (found.isEmpty()) {
      return Refused.because(404, 10_003, "Unknown Channel");
    }
    Channel channel = found.get();
    Instant now = clock.instant();
    Optional<Bucket.Left> empty = buckets.takeBot(token, channelId, now);
    if (empty.isPresent()) {
      return new TooFast(empty.get(), "user");
    }
    if (channel.access() == Access.NONE) {
      return Refused.because(403, 50_001, "Missing Access");
    }
    if (channel.access() == Access.READ) {
      return Refused.because(403, 50_013, "Missing Permissions");
    }
    if (channel.kind() == Kind.FORUM) {
      return Refused.because(400, 50_008, "Cannot send messages in a non-text channel");
    }
    if (channel.locked()) {
      return Refused.because(403, 160_005, "Thread is locked");
    }
    Body body = body(request, false);
    return body.refused() != null
        ? body.refused()
        : once(token, channel, body.json(), request, now);
  }

  /// A second message with the same nonce is not said, and the first is answered.
  private synchronized Outcome once(
      String token, Channel channel, JsonNode json, ReceivedRequest request, Instant now) {
    String nonce =
        json.path("enforce_nonce").asBoolean(false) ? json.path("nonce").asString("") : "";
    String said = nonce.isEmpty() ? null : nonces.get(token + " " + nonce);
    if (said != null) {
      return new Done(said, buckets.leftOfBot(token, channel.id(), now));
    }
    String body = record(channel.id(), false, json, request, now);
    if (!nonce.isEmpty()) {
      nonces.put(token + " " + nonce, body);
    }
    return new Done(body, buckets.leftOfBot(token, channel.id(), now));
  }

  /// `POST /webhooks/{id}/{token}`
  Outcome execute(String id, String token, ReceivedRequest request) {
    Optional<Webhook> webhook = guild.findWebhook(id);
    if (webhook.isEmpty()) {
      return Refused.because(404, 10_015, "Unknown Webhook");
    }
    if (!webhook.get().token().equals(token)) {
      return Refused.because(401, 50_027, "Invalid Webhook Token");
    }
    Instant now = clock.instant();
    Optional<Bucket.Left> empty = buckets.takeWebhook(id, webhook.get().channel(), now);
    if (empty.isPresent()) {
      return new TooFast(empty.get(), "user");
    }
    Body body = body(request, true);
    if (body.refused() != null) {
      return body.refused();
    }
    Map<String, String> query = query(request);
    boolean waits = query.getOrDefault("wait", "false").equals("true");
    Place place = place(webhook.get(), query.getOrDefault("thread_id", ""), body.json());
    if (place.refused() != null) {
      // Without wait Discord says nothing of a message that was not saved.
      return waits ? place.refused() : new Done("", buckets.leftOfWebhook(id, now));
    }
    String said = record(place.channel(), true, body.json(), request, now);
    return new Done(waits ? said : "", buckets.leftOfWebhook(id, now));
  }

  /// Where a webhook's message goes, or why nowhere.
  private record Place(String channel, @Nullable Refused refused) {
    static Place refused(int status, int code, String message) {
      return new Place("", Refused.because(status, code, message));
    }
  }

  private Place place(Webhook webhook, String thread, JsonNode json) {
    boolean makes = json.has("thread_name");
    Optional<Channel> own = guild.find(webhook.channel());
    if (own.isEmpty()) {
      return Place.refused(404, 10_003, "Unknown Channel");
    }
    if (!thread.isEmpty() && makes) {
      return Place.refused(
          400,
          220_002,
          "Webhooks posted to forum channels cannot have both a thread_name and thread_id");
    }
    if (!thread.isEmpty()) {
      return guild
          .find(thread)
          .filter(it -> it.kind() == Kind.THREAD && it.parent().equals(webhook.channel()))
          .map(it ->
              it.locked()
                  ? Place.refused(400, 50_083, "Thread is archived")
                  : new Place(it.id(), null))
          .orElseGet(() -> Place.refused(404, 10_003, "Unknown Channel"));
    }
    boolean forum = own.get().kind() == Kind.FORUM;
    if (forum && !makes) {
      return Place.refused(
          400, 220_001, "Webhooks posted to forum channels must have a thread_name or thread_id");
    }
    if (!forum && makes) {
      return Place.refused(400, 220_003, "Webhooks can only create threads in forum channels");
    }
    return new Place(forum ? guild.add(Kind.THREAD, own.get().id()).id() : own.get().id(), null);
  }

  private synchronized String record(
      String channel, boolean webhook, JsonNode json, ReceivedRequest request, Instant now) {
    String id = guild.id();
    messages.add(new SentMessage(now, id, channel, webhook, json, request.text()));
    ObjectNode answer = JSON.createObjectNode();
    answer.put("id", id).put("channel_id", channel).put("timestamp", now.toString());
    answer.put("content", json.path("content").asString("")).put("type", 0);
    return answer.toString();
  }

  /// A body that was read, or why not.
  private record Body(JsonNode json, @Nullable Refused refused) {}

  private static Body body(ReceivedRequest request, boolean webhook) {
    String type = request.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    ObjectNode nothing = JSON.createObjectNode();
    if (!type.startsWith("application/json")) {
      return new Body(
          nothing,
          Refused.because(400, 50_035, "Expected \"Content-Type\" header to be application/json"));
    }
    try {
      if (JSON.readTree(request.body()) instanceof ObjectNode json) {
        return new Body(json, MessageCheck.refusal(json, webhook).orElse(null));
      }
    } catch (JacksonException e) {
      // Told below.
    }
    return new Body(
        nothing, Refused.because(400, 50_109, "The request body contains invalid JSON."));
  }

  private static Map<String, String> query(ReceivedRequest request) {
    Map<String, String> query = new HashMap<>();
    Arrays.stream(request.query().split("&"))
        .map(it -> it.split("=", 2))
        .filter(it -> it.length == 2)
        .forEach(it -> query.put(it[0], it[1]));
    return query;
  }
}
