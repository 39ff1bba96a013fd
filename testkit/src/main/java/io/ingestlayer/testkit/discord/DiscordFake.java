package io.ingestlayer.testkit.discord;

import io.ingestlayer.testkit.discord.Guild.Access;
import io.ingestlayer.testkit.discord.Guild.Channel;
import io.ingestlayer.testkit.discord.Guild.Kind;
import io.ingestlayer.testkit.discord.Outcome.Done;
import io.ingestlayer.testkit.discord.Outcome.Problem;
import io.ingestlayer.testkit.discord.Outcome.Refused;
import io.ingestlayer.testkit.discord.Outcome.TooFast;
import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.http.Receiver;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A Discord server on loopback, real HTTP. Any thread may call.
///
/// It starts empty: a test makes the bots, channels, threads and webhooks it needs. Then it is as strict as the vendor,
/// records every message it accepts, counts what it refuses, tells its pace in the headers of each answer, and fails when
/// told to.
///
/// The pace, on the clock handed in: 5 messages in 2 seconds for each webhook and, untold, 30 in a minute for all webhooks
/// of a channel; 5 in 5 seconds for a bot in a channel. More is answered 429. Every request counts, refused ones too.
public final class DiscordFake implements AutoCloseable {
  private static final Pattern CHANNEL = Pattern.compile("/api/v10/channels/([^/]*)/messages");
  private static final Pattern WEBHOOK = Pattern.compile("/api/v10/webhooks/([^/]*)/([^/]*)");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Guild guild = new Guild();
  private final Map<String, Long> refused = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final AtomicLong requests = new AtomicLong();
  private final Doors doors;
  private final Receiver receiver;

  private DiscordFake(InstantSource clock) {
    doors = new Doors(guild, clock);
    receiver = Receiver.start(clock, this::answer);
  }

  /// @param clock for the pace and the time in messages
  public static DiscordFake start(InstantSource clock) {
    return new DiscordFake(clock);
  }

  /// `http://127.0.0.1:port/api/v10`, in place of `https://discord.com/api/v10`.
  public String baseUrl() {
    return receiver.url("/api/v10");
  }

  // What there is on the server.

  /// A bot with this token, which may write in every channel.
  public void bot(String token) {
    guild.bot(token, true);
  }

  /// The token is refused from now on.
  public void revoke(String token) {
    guild.bot(token, false);
  }

  /// A text channel.
  ///
  /// @return its id
  public String channel() {
    return guild.add(Kind.TEXT, "").id();
  }

  /// A forum, where a message needs a thread.
  public String forum() {
    return guild.add(Kind.FORUM, "").id();
  }

  /// A thread in a channel, or a post in a forum.
  public String thread(String channel) {
    return guild.add(Kind.THREAD, guild.known(channel).id()).id();
  }

  public void remove(String channel) {
    guild.remove(channel);
  }

  /// No bot sees it any more: `Missing Access`.
  public void hide(String channel) {
    access(channel, Access.NONE);
  }

  /// Bots see it and may not write: `Missing Permissions`.
  public void mute(String channel) {
    access(channel, Access.READ);
  }

  /// Everybody may write again.
  public void open(String channel) {
    access(channel, Access.WRITE);
  }

  private void access(String channel, Access access) {
    Channel known = guild.known(channel);
    guild.put(new Channel(known.id(), known.kind(), known.parent(), access, known.locked()));
  }

  /// The thread takes no more messages, or does again.
  public void lock(String thread, boolean locked) {
    Channel known = guild.known(thread);
    guild.put(new Channel(known.id(), known.kind(), known.parent(), known.access(), locked));
  }

  /// A new webhook of this channel.
  ///
  /// @return its address, which is a secret
  public String webhook(String channel) {
    Guild.Webhook webhook = guild.webhook(channel);
    return receiver.url("/api/webhooks/" + webhook.id() + "/" + webhook.token());
  }

  /// Refused as unknown from now on.
  public void removeWebhook(String url) {
    guild.removeWebhook(url.split("/")[5]);
  }

  /// So many messages in that time, of each webhook, in each channel, of each bot in a channel.
  public void pace(int messages, Duration window) {
    doors.buckets().set(messages, window);
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
    return doors.messages().all();
  }

  /// Those of one channel or thread.
  public List<SentMessage> messages(String channel) {
    return messages().stream().filter(it -> it.channel().equals(channel)).toList();
  }

  /// Waits until that many messages were accepted, and returns those there are.
  ///
  /// @throws AssertionError when there are not in time
  public List<SentMessage> awaitMessages(int count, Duration atMost) {
    return doors.messages().await(count, atMost, "messages");
  }

  /// How often it refused, by code, 429 among them; what it was told to do is not in here.
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
      case Fault.DiscordError(int status, int code, String message) ->
          answer(Refused.because(status, code, message));
      case Fault.RateLimited limited -> tooFast(limited);
      case Fault.Cut cut -> {
        if (cut.afterAccepting()) {
          carriedOut(request);
        }
        yield Answer.drop();
      }
    };
  }

  private Answer carriedOut(ReceivedRequest request) {
    Outcome outcome = outcome(request);
    switch (outcome) {
      case Done _ -> {}
      case Refused it -> refused.merge(it.code() == 0 ? "401" : "" + it.code(), 1L, Long::sum);
      case TooFast _ -> refused.merge("429", 1L, Long::sum);
    }
    return answer(outcome);
  }

  private Outcome outcome(ReceivedRequest request) {
    Matcher channel = CHANNEL.matcher(request.path());
    Matcher webhook = WEBHOOK.matcher(request.path());
    boolean posts = request.method().equals("POST");
    if (posts && channel.matches()) {
      return doors.create(channel.group(1), request);
    }
    return posts && webhook.matches()
        ? doors.execute(webhook.group(1), webhook.group(2), request)
        : Refused.because(404, 0, "404: Not Found");
  }

  private static Answer answer(Outcome outcome) {
    return switch (outcome) {
      case Done(String body, Bucket.Left left) ->
          withPace(body.isEmpty() ? Answer.status(204) : Answer.json(200, body), left);
      case Refused(int status, int code, String message, List<Problem> problems) -> {
        ObjectNode body = JSON.createObjectNode().put("message", message).put("code", code);
        if (!problems.isEmpty()) {
          body.set("errors", errors(problems));
        }
        yield Answer.json(status, body.toString());
      }
      case TooFast(Bucket.Left left, String scope) -> {
        long whole = left.after().plusSeconds(1).minusNanos(1).toSeconds();
        yield withPace(
            Answer.json(429, limited(seconds(left.after()), scope))
                .with("Retry-After", Long.toString(whole))
                .with("X-RateLimit-Scope", scope),
            left);
      }
    };
  }

  private static Answer tooFast(Fault.RateLimited limited) {
    String body =
        limited
            .retryAfter()
            .map(it -> limited(it, limited.scope()))
            .orElse("{\"message\":\"You are being rate limited.\"}");
    Answer.Respond answer = Answer.json(429, body).with("X-RateLimit-Scope", limited.scope());
    return limited.retryAfter().map(it -> answer.with("Retry-After", it)).orElse(answer);
  }

  private static String limited(String seconds, String scope) {
    return "{\"message\":\"You are being rate limited.\",\"retry_after\":%s,\"global\":%s}"
        .formatted(seconds, scope.equals("global"));
  }

  private static Answer.Respond withPace(Answer.Respond answer, Bucket.Left left) {
    return answer
        .with("X-RateLimit-Limit", Integer.toString(left.limit()))
        .with("X-RateLimit-Remaining", Integer.toString(left.remaining()))
        .with("X-RateLimit-Reset", seconds(Duration.between(Instant.EPOCH, left.resets())))
        .with("X-RateLimit-Reset-After", seconds(left.after()))
        .with("X-RateLimit-Bucket", left.bucket());
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).toPlainString();
  }

  /// `embeds.0.title` as Discord nests it.
  private static ObjectNode errors(List<Problem> problems) {
    ObjectNode errors = JSON.createObjectNode();
    for (Problem problem : problems) {
      ObjectNode at = errors;
      for (String step : problem.path().split("\\.")) {
        at = at.path(step) instanceof ObjectNode known ? known : at.putObject(step);
      }
      at.withArray("_errors")
          .addObject()
          .put("code", problem.code())
          .put("message", problem.message());
    }
    return errors;
  }
}
