package io.ingestlayer.delivery.destination.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.testkit.slack.Fault;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What Slack's `Retry-After` goes for.
class SlackTurnsTest {
  private final FakeSlackVendor fake = new FakeSlackVendor();

  @BeforeEach
  void add_channels() {
    for (String channel : new String[] {"#sales", "#ops"}) {
      fake.slack.channel(channel);
      fake.slack.invite(channel);
    }
  }

  @AfterEach
  void close() {
    fake.close();
  }

  private Destination open() {
    return fake.type().open(fake.destination(), fake.context());
  }

  private AttemptResult to(Destination destination, String channel) throws InterruptedException {
    return route(destination, "\"" + channel + "\"");
  }

  private AttemptResult route(Destination destination, String channel) throws InterruptedException {
    Delivery delivery = SampleDeliveries.signedUp(fake.route("{\"channel\":" + channel + "}"));
    return destination.deliver(SampleDeliveries.attempt("lane", delivery)).results().getFirst();
  }

  private static void assertWaits(AttemptResult result, int seconds) {
    assertThat(result)
        .asInstanceOf(type(AttemptResult.RateLimited.class))
        .extracting(AttemptResult.RateLimited::after)
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void a_channel_that_is_told_to_wait_waits_in_every_destination_of_the_token_and_others_go_on()
      throws Exception {
    fake.slack.failNext(1, Fault.rateLimited("30"));

    assertWaits(to(open(), "#alerts"), 30);
    fake.clock.turn(Duration.ofSeconds(10));

    assertWaits(to(open(), "#alerts"), 20);
    assertThat(to(open(), "#sales")).isInstanceOf(AttemptResult.Delivered.class);
    assertThat(fake.slack.messages("#alerts")).isEmpty();
  }

  @Test
  void a_second_channel_that_is_told_to_wait_means_the_workspace() throws Exception {
    fake.slack.failNext(1, Fault.rateLimited("30"));
    to(open(), "#alerts");
    fake.slack.failNext(1, Fault.rateLimited("5"));
    to(open(), "#sales");

    assertWaits(to(open(), "#ops"), 5);
    fake.clock.turn(Duration.ofSeconds(5));
    assertThat(to(open(), "#ops")).isInstanceOf(AttemptResult.Delivered.class);
    assertWaits(to(open(), "#alerts"), 25);
  }

  @Test
  void a_look_up_that_is_told_to_wait_keeps_other_look_ups_back_and_no_message() throws Exception {
    Destination destination = open();
    fake.slack.failNext(1, Fault.rateLimited("12"));

    AttemptResult told = route(destination, "{\"user\":\"$event.email\",\"fallback\":\"#ops\"}");
    AttemptResult next = route(open(), "{\"user\":\"$event.email\",\"fallback\":\"#ops\"}");
    AttemptResult message = to(destination, "#alerts");

    assertWaits(told, 12);
    assertWaits(next, 12);
    assertThat(message).isInstanceOf(AttemptResult.Delivered.class);
  }
}
