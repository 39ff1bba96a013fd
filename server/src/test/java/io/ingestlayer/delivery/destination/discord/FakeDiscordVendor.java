package io.ingestlayer.delivery.destination.discord;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.destination.LoopbackVendor;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.discord.DiscordFake;
import io.ingestlayer.testkit.discord.Fault;
import io.ingestlayer.testkit.discord.SentMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The strict Discord on loopback, with a channel that has a thread, reached by a bot or by the channel's webhook. The bot's
/// route leads to the channel, the webhook's to the thread.
final class FakeDiscordVendor extends LoopbackVendor {
  static final String TOKEN = "MTIz.notforyoureyes.abc-def";

  final DiscordFake discord = DiscordFake.start(clock);
  final String channel = discord.channel();
  final String thread = discord.thread(channel);
  final String webhook = discord.webhook(channel);
  private final boolean byWebhook;

  FakeDiscordVendor(boolean byWebhook) {
    super("team-discord", new DiscordDestinationType());
    this.byWebhook = byWebhook;
    discord.bot(TOKEN);
  }

  @Override
  public Config destination() {
    return destination(
        byWebhook
            ? "{\"webhook_url\":\"" + webhook + "\"}"
            : "{\"token\":\"" + TOKEN + "\",\"base_url\":\"" + discord.baseUrl() + "\"}");
  }

  Config destination(String json) {
    return SampleDeliveries.config(type().config(), json);
  }

  @Override
  public Config route() {
    return route(
        byWebhook ? "{\"thread_id\":\"" + thread + "\"}" : "{\"channel\":\"" + channel + "\"}");
  }

  @Override
  public List<String> secrets() {
    return List.of(TOKEN, "notforyoureyes", webhook.substring(webhook.lastIndexOf('/') + 1));
  }

  @Override
  public List<String> accepted() {
    return discord.messages().stream().map(SentMessage::raw).toList();
  }

  @Override
  public void failOnce() {
    discord.failNext(1, Fault.http(502));
  }

  @Override
  public void down(boolean down) {
    discord.down(down);
  }

  @Override
  public void cutAfterAcceptingOnce() {
    discord.failNext(1, Fault.cutAfterAccepting());
  }

  @Override
  public void refuseMessageOnce() {
    discord.failNext(1, Fault.error(400, 50_035, "Invalid Form Body"));
  }

  @Override
  public void breakTarget() {
    if (byWebhook) {
      discord.lock(thread, true);
    } else {
      discord.hide(channel);
    }
  }

  @Override
  public void mendTarget() {
    if (byWebhook) {
      discord.lock(thread, false);
    } else {
      discord.open(channel);
    }
  }

  @Override
  public void revoke() {
    if (byWebhook) {
      discord.removeWebhook(webhook);
    } else {
      discord.revoke(TOKEN);
    }
  }

  @Override
  public void rateLimitOnce(Optional<String> hint) {
    discord.failNext(1, new Fault.RateLimited(hint, "user"));
  }

  @Override
  public void turn(Duration time) {
    clock.turn(time);
  }

  @Override
  public void assertHarmless(String accepted) {
    Value.Obj message = Json.parseObject(accepted);
    assertThat(message.get("allowed_mentions")).isEqualTo(Json.parseObject("{\"parse\":[]}"));
    assertThat(accepted).doesNotContain("\u202e", "\u2066", "\u001b", "@everyone", "@here");
    for (String text : markups(message)) {
      assertThat(text.replaceAll("\\\\[^0-9A-Za-z\\s]", ""))
          .doesNotContainPattern("[*_~`|<>\\[\\]\\\\]");
    }
  }

  /// Every text in the message whose markup works.
  static List<String> markups(Value value) {
    Set<String> names = Set.of("content", "title", "description", "name", "value");
    return switch (value) {
      case Value.Arr array ->
          array.elements().stream().flatMap(it -> markups(it).stream()).toList();
      case Value.Obj object ->
          object.members().entrySet().stream()
              .flatMap(it ->
                  it.getValue() instanceof Value.Text(String text)
                      ? (names.contains(it.getKey()) ? List.of(text) : List.<String>of()).stream()
                      : markups(it.getValue()).stream())
              .toList();
      case Value.Text _, Value.Num _, Value.Bool _, Value.Null _, Value.Absent _ -> List.of();
    };
  }

  @Override
  public void close() {
    discord.close();
    super.close();
  }
}
