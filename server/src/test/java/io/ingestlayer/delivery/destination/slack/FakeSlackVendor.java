package io.ingestlayer.delivery.destination.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.destination.LoopbackVendor;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.slack.Fault;
import io.ingestlayer.testkit.slack.SentMessage;
import io.ingestlayer.testkit.slack.SlackFake;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The strict Slack on loopback, with a bot that is in `#alerts` and a webhook into it; a route leads there by the one or the
/// other.
final class FakeSlackVendor extends LoopbackVendor {
  static final String TOKEN = "xoxb-1234-notforyoureyes";

  final SlackFake slack = SlackFake.start(clock);
  final String webhook;
  private final boolean byWebhook;

  /// By a bot.
  FakeSlackVendor() {
    this(false);
  }

  FakeSlackVendor(boolean byWebhook) {
    super("team-slack", new SlackDestinationType());
    this.byWebhook = byWebhook;
    slack.token(TOKEN, "chat:write", "users:read.email", "im:write");
    slack.channel("#alerts");
    slack.invite("#alerts");
    slack.pace(1_000, Duration.ZERO);
    webhook = slack.webhook("#alerts");
  }

  @Override
  public Config destination() {
    String json =
        byWebhook
            ? "{\"webhook_url\":\"" + webhook + "\"}"
            : "{\"token\":\"%s\",\"base_url\":\"%s/api\"}".formatted(TOKEN, slack.baseUrl());
    return SampleDeliveries.config(type().config(), json);
  }

  @Override
  public Config route() {
    return route(byWebhook ? "{}" : "{\"channel\":\"#alerts\"}");
  }

  @Override
  public List<String> secrets() {
    return List.of(
        TOKEN,
        "notforyoureyes",
        URI.create(webhook).getPath(),
        webhook.substring(webhook.lastIndexOf('/') + 1));
  }

  @Override
  public List<String> accepted() {
    return slack.messages().stream().map(SentMessage::raw).toList();
  }

  @Override
  public void failOnce() {
    slack.failNext(1, Fault.http(503));
  }

  @Override
  public void down(boolean down) {
    slack.down(down);
  }

  @Override
  public void cutAfterAcceptingOnce() {
    slack.failNext(1, Fault.cutAfterAccepting());
  }

  @Override
  public void refuseMessageOnce() {
    slack.failNext(1, Fault.error(byWebhook ? "invalid_payload" : "invalid_blocks"));
  }

  @Override
  public void breakTarget() {
    slack.failNext(1, Fault.error(byWebhook ? "channel_is_archived" : "is_archived"));
  }

  @Override
  public void mendTarget() {}

  @Override
  public void revoke() {
    if (byWebhook) {
      slack.removeWebhook(webhook);
    } else {
      slack.revoke(TOKEN);
    }
  }

  @Override
  public void rateLimitOnce(Optional<String> hint) {
    slack.failNext(1, new Fault.RateLimited(hint));
  }

  @Override
  public void turn(Duration time) {
    clock.turn(time);
  }

  @Override
  public void assertHarmless(String accepted) {
    assertThat(accepted.toLowerCase(Locale.ROOT)).doesNotContain("\\ud", "\\u0000");
    assertThat(accepted).doesNotContain("\u202e", "\u2066", "\u001b");
    Value.Obj message = Json.parseObject(accepted);
    markups(message).forEach(it -> assertThat(it).doesNotContain("<!", "<@", "<#", "|your bank>"));
    markups(message)
        .forEach(it -> assertThat(it.replace("<https://ingest.example/", "")).doesNotContain("<"));
  }

  /// Every text in the message whose markup works.
  static List<String> markups(Value value) {
    return switch (value) {
      case Value.Arr array ->
          array.elements().stream().flatMap(it -> markups(it).stream()).toList();
      case Value.Obj object when object.get("type").equals(Value.of("plain_text")) -> List.of();
      case Value.Obj object ->
          object.members().entrySet().stream()
              .flatMap(it ->
                  it.getKey().equals("text") && it.getValue() instanceof Value.Text(String text)
                      ? List.of(text).stream()
                      : markups(it.getValue()).stream())
              .toList();
      case Value.Text _, Value.Num _, Value.Bool _, Value.Null _, Value.Absent _ -> List.of();
    };
  }

  @Override
  public void close() {
    slack.close();
    super.close();
  }
}
