package io.ingestlayer.testkit.slack;

import static io.ingestlayer.testkit.slack.SlackClient.TOKEN;
import static io.ingestlayer.testkit.slack.SlackClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ingestlayer.testkit.clock.TurnableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SlackFakeTest {
  private final TurnableClock clock = new TurnableClock(Instant.ofEpochSecond(1_800_000_000));
  private final SlackFake slack = SlackFake.start(clock);
  private final SlackClient client = new SlackClient(slack);
  private String alerts = "";

  @BeforeEach
  void an_app_in_a_channel() {
    slack.token(TOKEN, "chat:write", "im:write", "users:read.email");
    alerts = slack.channel("#alerts");
    slack.invite("#alerts");
  }

  @AfterEach
  void close() {
    client.close();
    slack.close();
  }

  @Test
  void accepts_a_message_and_records_it_as_it_was_sent() throws Exception {
    String sent =
        """
        {"channel":"#alerts","text":"disk full","metadata":{"event_type":"delivery","event_payload":{"id":"d1"}}}\
        """;

    JsonNode answer = client.post(sent);

    assertThat(answer.path("ok").asBoolean()).isTrue();
    assertThat(answer.path("channel").asString()).isEqualTo(alerts).startsWith("C");
    assertThat(answer.path("ts").asString()).isEqualTo("1800000000.000001");
    assertThat(answer.path("message").path("text").asString()).isEqualTo("disk full");
    assertThat(answer.has("warning")).isFalse();
    SentMessage message = slack.messages("#alerts").getFirst();
    assertThat(message.at()).isEqualTo(clock.instant());
    assertThat(message.channel()).isEqualTo(alerts);
    assertThat(message.raw()).isEqualTo(sent);
    assertThat(message.text()).isEqualTo("disk full");
    assertThat(message.metadata().orElseThrow().at("/event_payload/id").asString()).isEqualTo("d1");
    assertThat(slack.refused()).isEmpty();
  }

  @Test
  void keeps_the_order_and_tells_channels_apart() throws Exception {
    String ops = slack.channel("#ops");
    slack.invite(ops, TOKEN);

    client.post("{\"channel\":\"#alerts\",\"text\":\"one\"}");
    client.post("{\"channel\":\"%s\",\"text\":\"two\"}".formatted(ops));
    client.post("{\"channel\":\"alerts\",\"text\":\"three\"}");

    assertThat(slack.messages())
        .extracting(SentMessage::text)
        .containsExactly("one", "two", "three");
    assertThat(slack.messages(alerts))
        .extracting(SentMessage::text)
        .containsExactly("one", "three");
    assertThat(slack.messages()).extracting(SentMessage::ts).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void wants_a_token_it_knows() throws Exception {
    String message = "{\"channel\":\"#alerts\",\"text\":\"hi\"}";
    String type = "application/json; charset=utf-8";
    slack.token("xoxb-old", "chat:write");
    slack.revoke("xoxb-old");
    slack.token("xoxb-reader", "users:read.email", "im:write");

    assertThat(client.call("chat.postMessage", "", type, message).body())
        .isEqualTo("{\"ok\":false,\"error\":\"not_authed\"}");
    assertThat(
            json(client.call("chat.postMessage", "xoxb-no", type, message))
                .path("error")
                .asString())
        .isEqualTo("invalid_auth");
    assertThat(
            json(client.call("chat.postMessage", "xoxb-old", type, message))
                .path("error")
                .asString())
        .isEqualTo("token_revoked");
    JsonNode scope = json(client.call("chat.postMessage", "xoxb-reader", type, message));
    assertThat(scope.path("error").asString()).isEqualTo("missing_scope");
    assertThat(scope.path("needed").asString()).isEqualTo("chat:write");
    assertThat(scope.path("provided").asString()).isEqualTo("im:write,users:read.email");
    assertThat(slack.messages()).isEmpty();
    assertThat(slack.refused())
        .containsEntry("not_authed", 1L)
        .containsEntry("invalid_auth", 1L)
        .containsEntry("token_revoked", 1L)
        .containsEntry("missing_scope", 1L);
  }

  @Test
  void an_error_of_the_api_comes_with_http_200() throws Exception {
    assertThat(client.call("chat.postMessage", "", "application/json", "{}").statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json,                   none,              missing_charset",
    "application/json; charset=UTF-8,    none,              none",
    "application/json; charset=utf-16,   invalid_charset,   none",
    "text/plain; charset=utf-8,          invalid_post_type, none",
    "'',                                 missing_post_type, none",
  })
  void looks_at_the_content_type(String type, String error, String warning) throws Exception {
    JsonNode answer =
        json(
            client.call(
                "chat.postMessage", TOKEN, type, "{\"channel\":\"#alerts\",\"text\":\"hi\"}"));

    assertThat(answer.path("error").asString("none")).isEqualTo(error);
    assertThat(answer.path("warning").asString("none")).isEqualTo(warning);
  }

  @ParameterizedTest
  @CsvSource({"'{', invalid_json", "'[]', json_not_object", "'{} {}', invalid_json"})
  void wants_one_json_object(String body, String error) throws Exception {
    assertThat(client.post(body).path("error").asString()).isEqualTo(error);
  }

  @Test
  void a_form_is_as_good_as_json() throws Exception {
    String form =
        "token="
            + TOKEN
            + "&channel=%23alerts&text=a+b&blocks=%5B%7B%22type%22%3A%22divider%22%7D%5D";

    JsonNode answer =
        json(client.call("chat.postMessage", "", "application/x-www-form-urlencoded", form));

    assertThat(answer.path("ok").asBoolean()).isTrue();
    assertThat(slack.messages().getFirst().text()).isEqualTo("a b");
  }

  @Test
  void wants_a_channel_that_is_there_and_open_and_joined() throws Exception {
    slack.channel("#elsewhere");
    slack.privateChannel("#board");
    slack.channel("#old");
    slack.invite("#old");
    slack.archive("#old");

    assertThat(client.post("{\"text\":\"hi\"}").path("error").asString())
        .isEqualTo("invalid_arguments");
    assertThat(error("#nowhere")).isEqualTo("channel_not_found");
    assertThat(error("#elsewhere")).isEqualTo("not_in_channel");
    assertThat(error("#board")).isEqualTo("channel_not_found");
    assertThat(error("#old")).isEqualTo("is_archived");
    slack.token(TOKEN, "chat:write", "chat:write.public");
    assertThat(error("#elsewhere")).isEqualTo("none");
    assertThat(error("#board")).isEqualTo("channel_not_found");
    slack.invite("#board", TOKEN);
    assertThat(error("#board")).isEqualTo("none");
  }

  @Test
  void finds_people_by_mail_and_writes_to_them() throws Exception {
    slack.user("ada@example.com", "U0ADA");

    JsonNode found = json(client.get("/api/users.lookupByEmail?email=ada%40example.com"));
    JsonNode opened = client.api("conversations.open", "{\"users\":\"U0ADA\"}");
    String direct = opened.path("channel").path("id").asString();

    assertThat(found.path("user").path("id").asString()).isEqualTo("U0ADA");
    assertThat(direct).startsWith("D");
    assertThat(error(direct)).isEqualTo("none");
    assertThat(error("U0ADA")).isEqualTo("none");
    assertThat(slack.messages(direct)).hasSize(2);
    assertThat(
            json(client.get("/api/users.lookupByEmail?email=bob%40example.com"))
                .path("error")
                .asString())
        .isEqualTo("users_not_found");
    assertThat(client.api("conversations.open", "{\"users\":\"U0BOB\"}").path("error").asString())
        .isEqualTo("user_not_found");
    assertThat(error("U0BOB")).isEqualTo("channel_not_found");
  }

  @Test
  void a_reading_method_does_not_look_at_json() throws Exception {
    slack.user("ada@example.com", "U0ADA");

    JsonNode answer = client.api("users.lookupByEmail", "{\"email\":\"ada@example.com\"}");

    assertThat(answer.path("error").asString()).isEqualTo("invalid_arguments");
    assertThat(answer.at("/response_metadata/messages/0").asString())
        .isEqualTo("[ERROR] missing required field: email");
  }

  @Test
  void says_who_a_token_is() throws Exception {
    JsonNode answer = client.api("auth.test", "{}");

    assertThat(answer.path("ok").asBoolean()).isTrue();
    assertThat(answer.path("team_id").asString()).startsWith("T");
    assertThat(client.api("chat.fly", "{}").path("error").asString()).isEqualTo("unknown_method");
  }

  @Test
  void waiting_for_messages_ends_when_they_are_there_or_the_time_is_up() throws Exception {
    client.post("{\"channel\":\"#alerts\",\"text\":\"one\"}");

    assertThat(slack.awaitMessages(1, Duration.ofSeconds(5))).hasSize(1);
    assertThatThrownBy(() -> slack.awaitMessages(2, Duration.ofMillis(10)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("2 messages, there were 1");
  }

  private String error(String channel) throws Exception {
    return client
        .post("{\"channel\":\"%s\",\"text\":\"hi\"}".formatted(channel))
        .path("error")
        .asString("none");
  }
}
