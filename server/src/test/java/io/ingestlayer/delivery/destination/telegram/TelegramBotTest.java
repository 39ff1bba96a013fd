package io.ingestlayer.delivery.destination.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.NoComponents;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problems;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.testkit.telegram.Fault;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Several destinations, or several definitions of one, that are the same bot.
class TelegramBotTest {
  private final FakeTelegramVendor fake = new FakeTelegramVendor();

  @AfterEach
  void close() {
    fake.close();
  }

  private Destination open(Config definition) {
    return fake.type().open(definition, fake.context());
  }

  /// The token where a definition may have it from: `{secret: …}`, `{env: …}`, or as it is.
  private Config definition(String token) {
    String json = "{\"token\":%s,\"base_url\":\"%s\"}".formatted(token, fake.telegram.baseUrl());
    Problems problems = new Problems();
    ConfigReader reader =
        new ConfigReader(
            problems,
            new NoComponents(),
            _ -> FakeTelegramVendor.TOKEN,
            _ -> null,
            _ -> FakeTelegramVendor.TOKEN);
    Node node = Node.of(Json.parse(json, JsonLimits.EVENT), SampleDeliveries.HERE);
    Config config = fake.type().config().read(node, reader);
    assertThat(problems.all()).allMatch(it -> it.code().contains("plain"));
    return Objects.requireNonNull(config);
  }

  private AttemptResult to(Destination destination, String chat) throws InterruptedException {
    Delivery delivery = SampleDeliveries.signedUp(fake.route("{\"chat\":\"" + chat + "\"}"));
    return destination.deliver(SampleDeliveries.attempt(chat, delivery)).results().getFirst();
  }

  @Test
  void wherever_a_definition_has_its_token_from_the_bot_sends_thirty_a_second() throws Exception {
    Destination first = open(definition("{\"secret\":\"telegram\"}"));
    Destination second = open(definition("{\"env\":\"TELEGRAM_BOT_TOKEN\"}"));
    Destination third = open(fake.destination());

    for (int i = 0; i < 30; i++) {
      Destination one = i % 3 == 0 ? first : i % 3 == 1 ? second : third;
      assertThat(to(one, fake.telegram.person())).isInstanceOf(AttemptResult.Delivered.class);
    }

    assertThat(to(first, fake.telegram.person())).isInstanceOf(AttemptResult.RateLimited.class);
    assertThat(to(second, fake.telegram.person())).isInstanceOf(AttemptResult.RateLimited.class);
    assertThat(fake.telegram.requests()).isEqualTo(30);
  }

  @Test
  void what_was_sent_to_a_group_counts_also_when_the_destination_is_defined_anew()
      throws Exception {
    try (Destination before = open(fake.destination())) {
      for (int i = 0; i < 20; i++) {
        assertThat(to(before, fake.group)).isInstanceOf(AttemptResult.Delivered.class);
        fake.clock.turn(Duration.ofSeconds(1));
      }
    }

    AttemptResult after = to(open(fake.destination()), fake.group);

    assertThat(after)
        .asInstanceOf(type(AttemptResult.RateLimited.class))
        .extracting(AttemptResult.RateLimited::after)
        .isEqualTo(Duration.ofSeconds(40));
    assertThat(fake.telegram.refused()).isEmpty();
  }

  @Test
  void when_telegram_asks_to_wait_all_of_the_bot_waits_and_no_other_bot() throws Exception {
    String token = "987654321:AA-another";
    fake.telegram.bot(token);
    Config other =
        SampleDeliveries.config(
            fake.type().config(),
            "{\"token\":\"%s\",\"base_url\":\"%s\"}".formatted(token, fake.telegram.baseUrl()));
    fake.telegram.failNext(1, new Fault.RateLimited(Optional.of("9")));

    AttemptResult told = to(open(fake.destination()), fake.group);
    AttemptResult sibling = to(open(fake.destination()), fake.telegram.person());
    AttemptResult stranger = to(open(other), fake.telegram.person());
    fake.clock.turn(Duration.ofSeconds(9));
    AttemptResult later = to(open(fake.destination()), fake.telegram.person());

    assertThat(told).isInstanceOf(AttemptResult.RateLimited.class);
    assertThat(sibling)
        .asInstanceOf(type(AttemptResult.RateLimited.class))
        .extracting(AttemptResult.RateLimited::after)
        .isEqualTo(Duration.ofSeconds(9));
    assertThat(stranger).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(later).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(fake.telegram.requests()).isEqualTo(3);
  }
}
