package io.ingestlayer.testkit.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.clock.TurnableClock;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlackFakeWebhookTest {
  private final SlackFake slack = SlackFake.start(TurnableClock.start());
  private final SlackClient client = new SlackClient(slack);
  private final String channel = slack.channel("#alerts");
  private final String url = slack.webhook("#alerts");

  @AfterEach
  void close() {
    client.close();
    slack.close();
  }

  @Test
  void answers_ok_and_records_the_message() throws Exception {
    HttpResponse<String> answer = client.postTo(url, "{\"text\":\"hi\"}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("ok");
    assertThat(url).matches(".*/services/T[^/]+/B[^/]+/[^/]+");
    assertThat(slack.messages().getFirst().via()).isEqualTo(SentMessage.Via.WEBHOOK);
    assertThat(slack.messages(channel)).hasSize(1);
  }

  @Test
  void refuses_with_a_status_and_a_word() throws Exception {
    refuses(url, "not json", 400, "invalid_payload");
    refuses(url, "[]", 400, "invalid_payload");
    refuses(url, "{}", 400, "no_text");
    refuses(url, "{\"blocks\":[{\"type\":\"section\"}]}", 400, "invalid_blocks");
    refuses(url + "x", "{\"text\":\"hi\"}", 403, "invalid_token");
    refuses(url.replace("/B0", "/B9"), "{\"text\":\"hi\"}", 404, "no_service");
    refuses(url.replace("/T0", "/T9"), "{\"text\":\"hi\"}", 404, "no_team");
    slack.archive("#alerts");
    refuses(url, "{\"text\":\"hi\"}", 410, "channel_is_archived");
    slack.removeWebhook(url);
    refuses(url, "{\"text\":\"hi\"}", 404, "no_service");

    assertThat(slack.messages()).isEmpty();
    assertThat(slack.refused())
        .containsEntry("no_service", 2L)
        .containsEntry("invalid_payload", 2L);
  }

  @Test
  void keeps_the_pace_of_its_channel() throws Exception {
    for (int i = 0; i < 3; i++) {
      client.postTo(url, "{\"text\":\"hi\"}");
    }

    HttpResponse<String> tooFast = client.postTo(url, "{\"text\":\"hi\"}");

    assertThat(tooFast.statusCode()).isEqualTo(429);
    assertThat(tooFast.headers().firstValue("Retry-After")).hasValue("1");
  }

  private void refuses(String to, String body, int status, String word) throws Exception {
    HttpResponse<String> answer = client.postTo(to, body);

    assertThat(answer.body()).isEqualTo(word);
    assertThat(answer.statusCode()).isEqualTo(status);
  }
}
