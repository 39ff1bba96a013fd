package io.ingestlayer.testkit.slack;

import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.http.Receiver;
import io.ingestlayer.testkit.slack.Outcome.Done;
import io.ingestlayer.testkit.slack.Outcome.Refused;
import io.ingestlayer.testkit.slack.Outcome.TooFast;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// A Slack workspace on loopback, real HTTP. Any thread may call.
///
/// It starts empty: a test makes the tokens, channels, people and webhooks it needs. Then it is as strict as the
/// vendor, records every message it accepts, counts what it refuses, and fails when told to. Errors of the Web API
/// come with HTTP 200 and `{"ok":false,"error":…}`, as the vendor's do; those of a webhook come with a status and a
/// word.
///
/// The pace is three messages at once and then one a second, per channel, on the clock handed in; more is answered
/// 429 with `Retry-After`. Only messages that would be accepted count.
public final class SlackFake implements AutoCloseable {
  private static final String API = "/api/";
  private static final String SERVICES = "/services/";

  private final Workspace workspace = new Workspace();
  private final Map<String, Long> refused = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final AtomicLong requests = new AtomicLong();
  private final Posts posts;
  private final OAuthApps apps;
  private final WebApi api;
  private final Webhooks webhooks;
  private final Receiver receiver;
  private volatile boolean unavailable;

  private SlackFake(InstantSource clock) {
    posts = new Posts(clock);
    apps = new OAuthApps(workspace, clock);
    api = new WebApi(workspace, posts, apps, clock);
    webhooks = new Webhooks(workspace, posts);
    receiver = Receiver.start(clock, this::answer);
  }

  /// @param clock for the pace and the time in messages
  public static SlackFake start(InstantSource clock) {
    return new SlackFake(clock);
  }

  /// `http://127.0.0.1:port`, in place of `https://slack.com`; the API is under `/api/`.
  public String baseUrl() {
    return receiver.url("");
  }

  // What there is in the workspace.

  /// An app with this bot token and these scopes; calling it again replaces the scopes.
  public void token(String token, String... scopes) {
    workspace.token(token, Set.of(scopes));
  }

  /// The token is refused as `token_revoked` from now on.
  public void revoke(String token) {
    workspace.revoke(token);
  }

  /// A public channel.
  ///
  /// @param name with `#`
  /// @return its id, `C…`
  public String channel(String name) {
    return workspace.channel(name, false).id();
  }

  /// A private channel: who is not in it is told that there is none.
  public String privateChannel(String name) {
    return workspace.channel(name, true).id();
  }

  /// Makes the apps of these tokens members of the channel; without any, all apps there are now.
  public void invite(String channel, String... tokens) {
    workspace.invite(channel, Set.of(tokens));
  }

  public void archive(String channel) {
    workspace.archive(channel);
  }

  /// A person, `U…`, who can be looked up and written to.
  public void user(String email, String id) {
    workspace.user(email, id);
  }

  /// A new incoming webhook into this channel.
  ///
  /// @return its address, which is a secret
  public String webhook(String channel) {
    Workspace.Webhook webhook = workspace.webhook(channel);
    return receiver.url(SERVICES + Workspace.TEAM + "/" + webhook.id() + "/" + webhook.secret());
  }

  /// The webhook is refused as `no_service` from now on.
  public void removeWebhook(String url) {
    workspace.removeWebhook(url.split("/")[5]);
  }

  // Apps that people install by their consent.

  /// An app.
  ///
  /// @param redirect the beginning of the addresses that it may send people back to
  /// @param rotates whether its access tokens end after twelve hours and are to be refreshed
  public void app(String clientId, String clientSecret, String redirect, boolean rotates) {
    apps.add(clientId, clientSecret, redirect, rotates);
  }

  /// A person opens the page and presses *Allow*.
  ///
  /// @param granted the scopes of the token; all that are asked for when there is none
  /// @return where the browser is sent to
  public URI allow(URI page, String... granted) {
    return apps.allow(page, Set.of(granted));
  }

  /// A person opens the page and presses *Cancel*.
  public URI deny(URI page) {
    return apps.deny(page);
  }

  /// How many refresh tokens were taken; each is good for one use.
  public int refreshes() {
    return apps.refreshes();
  }

  /// So many messages at once per channel, and then one per interval. An interval of zero is no limit.
  public void pace(int burst, Duration interval) {
    posts.pace().set(burst, interval);
  }

  // What goes wrong.

  /// The next requests, whatever they are, fail like this, after those that were told to fail before.
  public void failNext(int times, Fault fault) {
    for (int i = 0; i < times; i++) {
      faults.add(fault);
    }
  }

  /// Lets every request go on that is stalled now.
  public void release() {
    receiver.release();
  }

  /// Connections are refused and the open ones are reset, until it is up again, on the same port.
  public void down(boolean down) {
    receiver.refuse(down);
  }

  /// Every request is answered with HTTP 503.
  public void unavailable(boolean unavailable) {
    this.unavailable = unavailable;
  }

  // What was seen.

  /// The accepted messages in order, the last 500,000 of them.
  public List<SentMessage> messages() {
    return posts.messages().all();
  }

  /// The accepted messages of one channel in order.
  ///
  /// @param channel its id or its name
  public List<SentMessage> messages(String channel) {
    String id = workspace.known(channel).id();
    return messages().stream().filter(m -> m.channel().equals(id)).toList();
  }

  /// Waits until that many messages were accepted, and returns those there are.
  ///
  /// @throws AssertionError when there are not in time
  public List<SentMessage> awaitMessages(int count, Duration atMost) {
    return posts.messages().await(count, atMost, "messages");
  }

  /// How often it refused, by error; what it was told to do is not in here.
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
    if (unavailable) {
      return Answer.text(503, "service unavailable");
    }
    if (!request.path().startsWith(API) && !request.path().startsWith(SERVICES)) {
      return Answer.status(404);
    }
    Door door = request.path().startsWith(API) ? Door.API : Door.WEBHOOK;
    Fault fault = faults.poll();
    return fault == null ? carriedOut(door, request) : failed(fault, door, request);
  }

  private Answer failed(Fault fault, Door door, ReceivedRequest request) {
    return switch (fault) {
      case Fault.Http http -> Answer.text(http.status(), http.body());
      case Fault.SlackError error -> {
        if (error.afterAccepting()) {
          carriedOut(door, request);
        }
        yield door.refused(Refused.because(error.error()));
      }
      case Fault.RateLimited limited -> door.tooFast(limited.retryAfter());
      case Fault.Cut cut -> {
        if (cut.afterAccepting()) {
          carriedOut(door, request);
        }
        yield Answer.drop();
      }
      case Fault.Stall stall -> {
        if (stall.afterAccepting()) {
          Answer late = carriedOut(door, request);
          yield new Answer.Stall(() -> late);
        }
        yield new Answer.Stall(() -> carriedOut(door, request));
      }
    };
  }

  private Answer carriedOut(Door door, ReceivedRequest request) {
    String path = request.path();
    Outcome outcome =
        switch (door) {
          case API -> api.call(path.substring(API.length()), request);
          case WEBHOOK -> webhooks.post(path.substring(SERVICES.length()), request);
        };
    switch (outcome) {
      case Done _ -> {}
      case Refused refusal -> refused.merge(refusal.error(), 1L, Long::sum);
      case TooFast _ -> refused.merge("ratelimited", 1L, Long::sum);
    }
    return door.answer(outcome);
  }
}
