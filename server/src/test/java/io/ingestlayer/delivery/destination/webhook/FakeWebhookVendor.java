package io.ingestlayer.delivery.destination.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.destination.LoopbackVendor;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.testkit.http.Answer;
import io.ingestlayer.testkit.http.ReceivedRequest;
import io.ingestlayer.testkit.webhook.WebhookFake;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A strict receiver on loopback, that knows one secret and one token.
final class FakeWebhookVendor extends LoopbackVendor {
  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  static final String TOKEN = "notforyoureyes";
  static final String PASSING = "passphrase/of=the+gate";

  final WebhookFake receiver = WebhookFake.start(clock);

  FakeWebhookVendor() {
    super("ours", new WebhookDestinationType());
    receiver.knows(SECRET);
    receiver.authorization("Bearer " + TOKEN);
  }

  @Override
  public Config destination() {
    return destination(
        """
        "secret": "%s", "auth": {"bearer": "%s"}, "headers": {"X-Gate-Key": "%s", "X-Stage": "test"}
        """
            .formatted(SECRET, TOKEN, PASSING));
  }

  /// One that sends to the receiver.
  Config destination(String more) {
    String url = receiver.url("/hooks/in?access=tokeninquery");
    String json = "{\"url\":\"%s\"%s}".formatted(url, more.isBlank() ? "" : "," + more);
    return SampleDeliveries.config(type().config(), json);
  }

  @Override
  public Config route() {
    return route("{}");
  }

  @Override
  public List<String> secrets() {
    return List.of(SECRET, SECRET.substring(6), TOKEN, PASSING, "tokeninquery");
  }

  @Override
  public List<String> accepted() {
    return receiver.accepted().stream().map(ReceivedRequest::text).toList();
  }

  @Override
  public void failOnce() {
    receiver.answerNext(1, Answer.status(500));
  }

  @Override
  public void down(boolean down) {
    receiver.down(down);
  }

  @Override
  public void cutAfterAcceptingOnce() {
    receiver.cutAfterAccepting();
  }

  @Override
  public void refuseMessageOnce() {
    receiver.answerNext(1, Answer.status(413));
  }

  @Override
  public void breakTarget() {
    receiver.answerAlways(Answer.status(405));
  }

  @Override
  public void mendTarget() {
    receiver.answerAlways(null);
  }

  @Override
  public void revoke() {
    receiver.knows("another secret than this");
  }

  @Override
  public void rateLimitOnce(Optional<String> hint) {
    Answer.Respond answer = Answer.status(429);
    receiver.answerNext(1, hint.map(it -> answer.with("Retry-After", it)).orElse(answer));
  }

  @Override
  public void turn(Duration time) {
    clock.turn(time);
  }

  /// It is JSON, and what meant harm is where it was put.
  @Override
  public void assertHarmless(String accepted) {
    assertThat(Json.parseObject(accepted).members().keySet())
        .containsExactly("id", "type", "received_at", "payload");
    assertThat(receiver.accepted().getFirst().headers())
        .noneMatch(it -> it.value().contains("evil.example"));
  }

  @Override
  public void close() {
    receiver.close();
    super.close();
  }
}
