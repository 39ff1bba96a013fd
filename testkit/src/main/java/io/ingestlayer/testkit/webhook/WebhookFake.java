package io.ingestlayer.testkit.webhook;

import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.http.Header;
import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.http.Receiver;
import io.ingestlayer.testkit.http.Recorded;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A receiver of webhooks on loopback, real HTTP. Any thread may call.
///
/// It answers 204 to a message that is right in everything, and records it. Else it says what is wrong: 400 for what is
/// malformed or too old, 401 for credentials or a signature that are not right, 405, 413, 415. A message is checked as a
/// careful receiver would: with the bytes that came, against the secrets it knows.
public final class WebhookFake implements AutoCloseable {
  /// How far the time of a message may be from the receiver's, as the libraries of Standard Webhooks have it.
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final int KEPT_MAX = 100_000;
  private static final Set<String> MEDIA_TYPES =
      Set.of(
          "application/json", "application/cloudevents+json", "application/cloudevents-batch+json");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final InstantSource clock;
  private final Receiver receiver;
  private final Recorded<ReceivedRequest> accepted = new Recorded<>(KEPT_MAX);
  private final ConcurrentLinkedQueue<Planned> planned = new ConcurrentLinkedQueue<>();
  private volatile Answer.@Nullable Respond always;
  private volatile Function<ReceivedRequest, Answer.@Nullable Respond> special = request -> null;
  private volatile Runnable whenAsked = () -> {};
  private volatile List<String> secrets = List.of();
  private volatile @Nullable String authorization;
  private volatile String method = "POST";
  private volatile int bytesMax = 16 * 1024 * 1024;

  /// An answer out of turn.
  ///
  /// @param takes whether the message is taken all the same, when it is right
  private record Planned(Answer answer, boolean takes) {}

  private WebhookFake(InstantSource clock) {
    this.clock = clock;
    receiver = Receiver.start(clock, this::answer);
  }

  /// @param clock for the age of messages
  public static WebhookFake start(InstantSource clock) {
    return new WebhookFake(clock);
  }

  /// `http://127.0.0.1:port` followed by the path.
  public String url(String path) {
    return receiver.url(path);
  }

  // What it is strict about.

  /// The secrets it knows: `whsec_…`, `whpk_…`, or a text that is the key. A message must be signed with one of them, in each
  /// of the headers that it has; none: signatures are not looked at.
  public void knows(String... secrets) {
    this.secrets = List.of(secrets);
  }

  /// What must stand in `Authorization`; null: nothing need.
  public void authorization(@Nullable String authorization) {
    this.authorization = authorization;
  }

  public void method(String method) {
    this.method = method;
  }

  /// Larger bodies are answered 413.
  public void bytesMax(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  // What goes wrong.

  /// The next requests are answered like this and not taken, after those that were planned before.
  public void answerNext(int times, Answer answer) {
    for (int i = 0; i < times; i++) {
      planned.add(new Planned(answer, false));
    }
  }

  /// Every request is answered like this and not taken; null ends it.
  public void answerAlways(Answer.@Nullable Respond answer) {
    always = answer;
  }

  /// Requests like these are answered like this and not taken, until another kind is named.
  public void answerWhen(Predicate<ReceivedRequest> these, Answer.Respond answer) {
    special = request -> these.test(request) ? answer : null;
  }

  /// Runs with each request, before it is looked at.
  public void whenAsked(Runnable run) {
    whenAsked = run;
  }

  /// The next request is taken, and the connection lost before the answer.
  public void cutAfterAccepting() {
    planned.add(new Planned(Answer.drop(), true));
  }

  /// Connections are refused and the open ones are reset, until it is up again, on the same port.
  public void down(boolean down) {
    receiver.refuse(down);
  }

  // What was seen.

  /// What it took, in order.
  public List<ReceivedRequest> accepted() {
    return accepted.all();
  }

  /// All that came, in order.
  public List<ReceivedRequest> requests() {
    return receiver.requests();
  }

  /// Whether it is signed with that secret, by each of the headers that are there; false when there is none.
  public static boolean isSignedWith(ReceivedRequest request, String secret) {
    boolean standard = request.header("webhook-signature").isPresent();
    boolean own = request.header("x-ingestlayer-signature").isPresent();
    return (standard || own)
        && (!standard || SignatureCheck.standard(request, secret))
        && (!own || SignatureCheck.own(request, secret));
  }

  @Override
  public void close() {
    receiver.close();
  }

  private Answer answer(ReceivedRequest request) {
    Answer.Respond own = special.apply(request);
    Answer.Respond forever = own == null ? always : own;
    whenAsked.run();
    if (forever != null) {
      return forever;
    }
    Planned next = planned.poll();
    if (next == null) {
      return taken(request);
    }
    if (next.takes()) {
      taken(request);
    }
    return next.answer();
  }

  private Answer.Respond taken(ReceivedRequest request) {
    Answer.Respond refusal = refusal(request);
    if (refusal != null) {
      return refusal;
    }
    accepted.add(request);
    return Answer.status(204);
  }

  private Answer.@Nullable Respond refusal(ReceivedRequest request) {
    if (!request.method().equals(method)) {
      return Answer.text(405, "only " + method).with("Allow", method);
    }
    if (authorization != null
        && !request.header("authorization").orElse("").equals(authorization)) {
      return Answer.text(401, "who are you?");
    }
    if (request.body().length > bytesMax) {
      return Answer.text(413, "at most " + bytesMax + " bytes");
    }
    String mediaType = request.header("content-type").orElse("").split(";", 2)[0];
    if (!MEDIA_TYPES.contains(mediaType)) {
      return Answer.text(415, "not " + mediaType);
    }
    String malformed = malformed(request);
    if (!malformed.isEmpty()) {
      return Answer.text(400, malformed);
    }
    boolean isKnown =
        secrets.isEmpty() || secrets.stream().anyMatch(it -> isSignedWith(request, it));
    return isKnown ? null : Answer.text(401, "no matching signature found");
  }

  /// What is wrong with it; empty when nothing is.
  private String malformed(ReceivedRequest request) {
    Set<String> twice =
        request.headers().stream()
            .map(Header::name)
            .collect(
                Collectors.groupingBy(it -> it.toLowerCase(Locale.ROOT), Collectors.counting()))
            .entrySet()
            .stream()
            .filter(it -> it.getValue() > 1)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    if (!twice.isEmpty()) {
      return "more than once: " + twice;
    }
    if (!request.header("webhook-id").orElse("").matches("[A-Za-z0-9_-]{1,100}")) {
      return "webhook-id is missing, or has a full stop in it";
    }
    String timestamp = request.header("webhook-timestamp").orElse("");
    if (!timestamp.matches("[0-9]{1,12}")) {
      return "webhook-timestamp is not whole seconds";
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
    if (Duration.between(sent, clock.instant()).abs().compareTo(TOLERANCE) > 0) {
      return "the message is too old or too new";
    }
    return isJson(request.body()) ? "" : "the body is not JSON in UTF-8";
  }

  private static boolean isJson(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      return !JSON.readTree(text).isMissingNode();
    } catch (CharacterCodingException | JacksonException e) {
      return false;
    }
  }
}
