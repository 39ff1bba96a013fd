package io.ingestlayer.delivery.destination.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.component.Config;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.testkit.discord.Fault;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Several destinations, or several definitions of one, that are the same bot or webhook.
class DiscordBotTest {
  private final FakeDiscordVendor fake = new FakeDiscordVendor(false);

  @AfterEach
  void close() {
    fake.close();
  }

  private Destination open() {
    return fake.type().open(fake.destination(), fake.context());
  }

  private Destination open(String json) {
    return fake.type().open(fake.destination(json), fake.context());
  }

  private AttemptResult to(Destination destination, String channel) throws InterruptedException {
    return to(destination, fake.route("{\"channel\":\"" + channel + "\"}"));
  }

  private static AttemptResult to(Destination destination, Config route)
      throws InterruptedException {
    Delivery delivery = SampleDeliveries.signedUp(route);
    return destination.deliver(SampleDeliveries.attempt("a lane", delivery)).results().getFirst();
  }

  @Test
  void two_destinations_of_one_bot_send_fifty_a_second_together() throws Exception {
    fake.discord.pace(100_000, Duration.ofMillis(1));
    Destination one = open();
    Destination other = open();

    for (int i = 0; i < 50; i++) {
      assertThat(to(i % 2 == 0 ? one : other, fake.channel))
          .isInstanceOf(AttemptResult.Delivered.class);
    }

    assertThat(to(one, fake.discord.channel())).isInstanceOf(AttemptResult.RateLimited.class);
    assertThat(fake.discord.requests()).isEqualTo(50);
  }

  @Test
  void a_global_limit_stops_every_destination_of_the_bot_also_when_it_is_defined_anew()
      throws Exception {
    String token = "NDU2.another.bot";
    fake.discord.bot(token);
    fake.discord.failNext(1, new Fault.RateLimited(Optional.of("9"), "global"));

    try (Destination before = open()) {
      to(before, fake.channel);
    }
    AttemptResult after = to(open(), fake.discord.channel());
    String json = "{\"token\":\"%s\",\"base_url\":\"%s\"}".formatted(token, fake.discord.baseUrl());
    AttemptResult stranger = to(open(json), fake.channel);

    assertThat(after)
        .asInstanceOf(type(AttemptResult.RateLimited.class))
        .extracting(AttemptResult.RateLimited::after)
        .isEqualTo(Duration.ofSeconds(9));
    assertThat(stranger).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(fake.discord.requests()).isEqualTo(2);
  }

  @Test
  void the_limit_of_a_channel_holds_that_channel_back_in_both_destinations_and_no_other()
      throws Exception {
    fake.discord.failNext(1, new Fault.RateLimited(Optional.of("9"), "shared"));

    to(open(), fake.channel);
    AttemptResult same = to(open(), fake.channel);
    AttemptResult other = to(open(), fake.discord.channel());

    assertThat(same).isInstanceOf(AttemptResult.RateLimited.class);
    assertThat(other).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(fake.discord.requests()).isEqualTo(2);
  }

  @Test
  void a_webhook_waits_with_all_its_threads_and_another_webhook_does_not() throws Exception {
    String json = "{\"webhook_url\":\"" + fake.webhook + "\"}";
    Config webhook = fake.destination(json);
    Config channel = SampleDeliveries.config(fake.type().route(webhook), "{}");
    Config thread =
        SampleDeliveries.config(
            fake.type().route(webhook), "{\"thread_id\":\"" + fake.thread + "\"}");
    String other = fake.discord.webhook(fake.discord.channel());
    fake.discord.failNext(1, Fault.rateLimited("4"));

    to(open(json), channel);
    AttemptResult inThread = to(open(json), thread);
    AttemptResult elsewhere = to(open("{\"webhook_url\":\"" + other + "\"}"), channel);

    assertThat(inThread)
        .asInstanceOf(type(AttemptResult.RateLimited.class))
        .extracting(AttemptResult.RateLimited::after)
        .isEqualTo(Duration.ofSeconds(4));
    assertThat(elsewhere).isInstanceOf(AttemptResult.Delivered.class);
  }
}
