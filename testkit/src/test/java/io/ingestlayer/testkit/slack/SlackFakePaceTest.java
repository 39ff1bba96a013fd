package io.ingestlayer.testkit.slack;

import static io.ingestlayer.testkit.slack.SlackClient.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.clock.TurnableClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlackFakePaceTest {
  private final TurnableClock clock = TurnableClock.start();
  private final SlackFake slack = SlackFake.start(clock);
  private final SlackClient client = new SlackClient(slack);

  @BeforeEach
  void an_app_in_two_channels() {
    slack.token(TOKEN, "chat:write");
    slack.channel("#alerts");
    slack.channel("#ops");
    slack.invite("#alerts");
    slack.invite("#ops");
  }

  @AfterEach
  void close() {
    client.close();
    slack.close();
  }

  @Test
  void takes_a_small_burst_and_then_one_a_second_per_channel() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(post("#alerts").statusCode()).isEqualTo(200);
    }

    HttpResponse<String> tooFast = post("#alerts");
    int elsewhere = post("#ops").statusCode();
    clock.turn(Duration.ofMillis(999));
    int stillTooFast = post("#alerts").statusCode();
    clock.turn(Duration.ofMillis(1));
    int inTime = post("#alerts").statusCode();
    int another = post("#alerts").statusCode();

    assertThat(tooFast.statusCode()).isEqualTo(429);
    assertThat(tooFast.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(tooFast.body()).isEqualTo("{\"ok\":false,\"error\":\"ratelimited\"}");
    assertThat(elsewhere).isEqualTo(200);
    assertThat(stillTooFast).isEqualTo(429);
    assertThat(inTime).isEqualTo(200);
    assertThat(another).isEqualTo(429);
    assertThat(slack.messages("#alerts")).hasSize(4);
    assertThat(slack.refused()).containsOnlyKeys("ratelimited").containsEntry("ratelimited", 3L);
  }

  @Test
  void the_pace_can_be_set_and_the_wait_is_in_whole_seconds() throws Exception {
    slack.pace(1, Duration.ofMillis(30_500));
    post("#alerts");

    HttpResponse<String> tooFast = post("#alerts");

    assertThat(tooFast.headers().firstValue("Retry-After")).hasValue("31");
  }

  @Test
  void a_quiet_channel_saves_no_more_than_the_burst() throws Exception {
    post("#alerts");
    clock.turn(Duration.ofHours(1));

    for (int i = 0; i < 3; i++) {
      assertThat(post("#alerts").statusCode()).isEqualTo(200);
    }

    assertThat(post("#alerts").statusCode()).isEqualTo(429);
  }

  @Test
  void a_refused_message_costs_nothing() throws Exception {
    slack.pace(1, Duration.ofSeconds(1));

    client.errorFor("\"text\":\"\"");

    assertThat(post("#alerts").statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> post(String channel) throws Exception {
    return client.call(
        "chat.postMessage",
        TOKEN,
        "application/json; charset=utf-8",
        "{\"channel\":\"%s\",\"text\":\"hi\"}".formatted(channel));
  }
}
