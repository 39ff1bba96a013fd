package io.ingestlayer.delivery.destination.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.destination.LoopbackVendor;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.testkit.telegram.Fault;
import io.ingestlayer.testkit.telegram.SentMessage;
import io.ingestlayer.testkit.telegram.TelegramFake;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The strict Telegram on loopback, with a bot that is in a group, and a route to there.
final class FakeTelegramVendor extends LoopbackVendor {
  static final String TOKEN = "123456789:AA-notforyoureyes_x";

  final TelegramFake telegram = TelegramFake.start(clock);
  final String group = telegram.group();

  FakeTelegramVendor() {
    super("team-telegram", new TelegramDestinationType());
    telegram.bot(TOKEN);
  }

  @Override
  public Config destination() {
    String json = "{\"token\":\"%s\",\"base_url\":\"%s\"}".formatted(TOKEN, telegram.baseUrl());
    return SampleDeliveries.config(type().config(), json);
  }

  @Override
  public Config route() {
    return route("{\"chat\":\"" + group + "\"}");
  }

  @Override
  public List<String> secrets() {
    return List.of(TOKEN, "notforyoureyes");
  }

  @Override
  public List<String> accepted() {
    return telegram.messages().stream().map(SentMessage::raw).toList();
  }

  @Override
  public void failOnce() {
    telegram.failNext(1, Fault.http(502));
  }

  @Override
  public void down(boolean down) {
    telegram.down(down);
  }

  @Override
  public void cutAfterAcceptingOnce() {
    telegram.failNext(1, Fault.cutAfterAccepting());
  }

  @Override
  public void refuseMessageOnce() {
    telegram.failNext(1, Fault.error(400, "Bad Request: message is too long"));
  }

  @Override
  public void breakTarget() {
    telegram.kick(group);
  }

  @Override
  public void mendTarget() {
    telegram.admit(group);
  }

  @Override
  public void revoke() {
    telegram.revoke(TOKEN);
  }

  @Override
  public void rateLimitOnce(Optional<String> hint) {
    telegram.failNext(1, new Fault.RateLimited(hint));
  }

  @Override
  public void turn(Duration time) {
    clock.turn(time);
  }

  /// Nothing in it works but the title, the labels and the link that the message itself makes.
  @Override
  public void assertHarmless(String accepted) {
    Value.Obj message = Json.parseObject(accepted);
    assertThat(accepted).doesNotContain("\u202e", "\u2066", "\u001b");
    assertThat(((Value.Text) message.get("text")).value())
        .doesNotContainPattern("(?<![\\p{L}\\p{N}_.+-])@[A-Za-z0-9_]");
    assertThat(message.get("parse_mode").isPresent()).isFalse();
    for (Value entity : ((Value.Arr) message.get("entities")).elements()) {
      assertThat(entity.get("type")).isIn(Value.of("bold"), Value.of("text_link"));
      if (entity.get("url") instanceof Value.Text url) {
        assertThat(url.value()).startsWith("https://ingest.example/events/");
      }
    }
  }

  @Override
  public void close() {
    telegram.close();
    super.close();
  }
}
