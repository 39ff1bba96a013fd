package io.ingestlayer.testkit.telegram;

import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.http.Receiver;
import io.ingestlayer.testkit.http.Recorded;
import io.ingestlayer.testkit.telegram.Chats.Access;
import io.ingestlayer.testkit.telegram.Chats.Chat;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Telegram's Bot API on loopback, real HTTP. Any thread may call.
///
/// It starts empty: a test makes the bots and chats it needs. Then it is as strict as the vendor, records every message it
/// accepts, counts what it refuses, and fails when told to.
public final class TelegramFake implements AutoCloseable {
  private static final Pattern PATH = Pattern.compile("/bot([^/]+)/([A-Za-z]+)");
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MESSAGES_MAX = 500_000;

  private final Chats chats = new Chats();
  private final Recorded<SentMessage> messages = new Recorded<>(MESSAGES_MAX);
  private final Map<String, Long> refused = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong ids = new AtomicLong();
  private final InstantSource clock;
  private final Receiver receiver;

  private TelegramFake(InstantSource clock) {
    this.clock = clock;
    receiver = Receiver.start(clock, this::answer);
  }

  /// @param clock for the pace and the time in messages
  public static TelegramFake start(InstantSource clock) {
    return new TelegramFake(clock);
  }

  /// `http://127.0.0.1:port`, in place of `https://api.telegram.org`.
  public String baseUrl() {
    return receiver.url("");
  }

  // What there is.

  public void bot(String token) {
    chats.bot(token, true);
  }

  /// The token is refused from now on.
  public void revoke(String token) {
    chats.bot(token, false);
  }

  /// Somebody who has pressed Start.
  ///
  /// @return the chat's id
  public String person() {
    return chats.person();
  }

  public String group() {
    return chats.group();
  }

  public String supergroup() {
    return chats.supergroup();
  }

  /// A public channel that the bot may post in.
  ///
  /// @param name with `@`
  public String channel(String name) {
    return chats.channel(name);
  }

  /// The bot is blocked or was removed.
  public void kick(String chat) {
    chats.access(chat, Access.KICKED);
  }

  /// The bot may read and not write.
  public void mute(String chat) {
    chats.access(chat, Access.MUTED);
  }

  /// The bot may write again.
  public void admit(String chat) {
    chats.access(chat, Access.WRITE);
  }

  /// The group becomes a supergroup.
  ///
  /// @return its new id
  public String move(String group) {
    return chats.move(group);
  }

  /// A topic in a group.
  public long topic(String group) {
    return chats.topic(group);
  }

  public void closeTopic(String group, long topic) {
    chats.topic(group, topic, false);
  }

  /// Whether it keeps a pace at all.
  public void paced(boolean paced) {
    chats.paced(paced);
  }

  // What goes wrong.

  /// The next requests, whatever they are, fail like this, after those that were told to fail before.
  public void failNext(int times, Fault fault) {
    for (int i = 0; i < times; i++) {
      faults.add(fault);
    }
  }

  /// Connections are refused and the open ones are reset, until it is up again, on the same port.
  public void down(boolean down) {
    receiver.refuse(down);
  }

  // What was seen.

  /// The accepted messages in order, the last 500,000 of them.
  public List<SentMessage> messages() {
    return messages.all();
  }

  /// Waits until that many messages were accepted, and returns those there are.
  ///
  /// @throws AssertionError when there are not in time
  public List<SentMessage> awaitMessages(int count, Duration atMost) {
    return messages.await(count, atMost, "messages");
  }

  /// How often it refused, by its sentence; what it was told to do is not in here.
  public Map<String, Long> refused() {
    return new TreeMap<>(refused);
  }

  /// Requests so far, whatever became of them.
  public long requests() {
    return requests.get();
  }

  @Override
  public void close() {
    receiver.close();
  }

  private Answer answer(ReceivedRequest request) {
    requests.incrementAndGet();
    Fault fault = faults.poll();
    return fault == null ? carriedOut(request) : failed(fault, request);
  }

  private Answer failed(Fault fault, ReceivedRequest request) {
    return switch (fault) {
      case Fault.Http http -> Answer.text(http.status(), http.body());
      case Fault.TelegramError error ->
          refusal(new Refusal(error.code(), error.description(), Map.of()));
      case Fault.RateLimited limited ->
          refusal(
              limited
                  .retryAfter()
                  .map(it -> tooFast(Long.parseLong(it)))
                  .orElse(new Refusal(429, "Too Many Requests", Map.of())));
      case Fault.Cut cut -> {
        if (cut.afterAccepting()) {
          carriedOut(request);
        }
        yield Answer.drop();
      }
    };
  }

  private Answer carriedOut(ReceivedRequest request) {
    Matcher path = PATH.matcher(request.path());
    if (!path.matches()) {
      return refused(new Refusal(404, "Not Found", Map.of()));
    }
    if (!chats.isBot(path.group(1))) {
      return refused(new Refusal(401, "Unauthorized", Map.of()));
    }
    if (!path.group(2).equals("sendMessage")) {
      return refused(new Refusal(404, "Not Found: method not found", Map.of()));
    }
    Optional<JsonNode> message = message(request);
    if (message.isEmpty()) {
      return refused(Refusal.bad("message text is empty"));
    }
    JsonNode json = message.get();
    Optional<Chat> chat = chats.find(json.path("chat_id").asString(""));
    if (chat.isEmpty()) {
      return refused(Refusal.bad("chat not found"));
    }
    Optional<Refusal> refusal =
        notThere(chat.get(), json)
            .or(() -> MessageCheck.refusal(json))
            .or(() ->
                chats.take(path.group(1), chat.get(), clock.instant()).map(TelegramFake::tooFast));
    return refusal.map(this::refused).orElseGet(() -> accepted(chat.get(), json, request.text()));
  }

  /// As with the real one, only what is declared as JSON is read as JSON; the fake reads nothing else.
  private static Optional<JsonNode> message(ReceivedRequest request) {
    try {
      boolean declared =
          request
              .header("content-type")
              .filter(it -> it.startsWith("application/json"))
              .isPresent();
      return declared && JSON.readTree(request.body()) instanceof ObjectNode json
          ? Optional.of(json)
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static Optional<Refusal> notThere(Chat chat, JsonNode json) {
    if (!chat.movedTo().isEmpty()) {
      return Optional.of(
          new Refusal(
              400,
              "Bad Request: group chat was upgraded to a supergroup chat",
              Map.of("migrate_to_chat_id", Long.parseLong(chat.movedTo()))));
    }
    switch (chat.access()) {
      case KICKED -> {
        boolean person = !chat.id().startsWith("-");
        return Optional.of(
            new Refusal(
                403,
                person
                    ? "Forbidden: bot was blocked by the user"
                    : "Forbidden: bot was kicked from the group chat",
                Map.of()));
      }
      case MUTED -> {
        return Optional.of(Refusal.bad("not enough rights to send text messages to the chat"));
      }
      case WRITE -> {}
    }
    if (json.has("message_thread_id")) {
      Boolean open = chat.topics().get(json.path("message_thread_id").asLong(-1));
      if (open == null) {
        return Optional.of(Refusal.bad("message thread not found"));
      }
      return open ? Optional.empty() : Optional.of(Refusal.bad("TOPIC_CLOSED"));
    }
    return Optional.empty();
  }

  private Answer accepted(Chat chat, JsonNode json, String raw) {
    long id = ids.incrementAndGet();
    Instant now = clock.instant();
    messages.add(new SentMessage(now, id, chat.id(), json, raw));
    ObjectNode answer = JSON.createObjectNode().put("ok", true);
    ObjectNode result = answer.putObject("result");
    result.put("message_id", id).put("date", now.getEpochSecond());
    result
        .put("text", json.path("text").asString(""))
        .putObject("chat")
        .put("id", Long.parseLong(chat.id()));
    return Answer.json(200, answer.toString());
  }

  private static Refusal tooFast(long seconds) {
    return new Refusal(
        429, "Too Many Requests: retry after " + seconds, Map.of("retry_after", seconds));
  }

  private Answer refused(Refusal refusal) {
    refused.merge(refusal.description(), 1L, Long::sum);
    return refusal(refusal);
  }

  private static Answer refusal(Refusal refusal) {
    ObjectNode body = JSON.createObjectNode().put("ok", false);
    body.put("error_code", refusal.code()).put("description", refusal.description());
    if (!refusal.parameters().isEmpty()) {
      ObjectNode parameters = body.putObject("parameters");
      refusal.parameters().forEach(parameters::put);
    }
    return Answer.json(refusal.code(), body.toString());
  }
}
