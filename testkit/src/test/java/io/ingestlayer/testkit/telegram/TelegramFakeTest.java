package io.ingestlayer.testkit.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.testkit.clock.TurnableClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TelegramFakeTest {
  private final TurnableClock clock = TurnableClock.start();
  private final TelegramFake telegram = TelegramFake.start(clock);
  private final String person = telegram.person();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void a_bot() {
    telegram.bot("1:a");
  }

  @AfterEach
  void close() {
    http.close();
    telegram.close();
  }

  private JsonNode post(String path, String json) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(telegram.baseUrl() + path))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(20))
            .POST(BodyPublishers.ofString(json))
            .build();
    return JsonMapper.shared().readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  private JsonNode send(String chat, String members) throws Exception {
    return post("/bot1:a/sendMessage", "{\"chat_id\":\"" + chat + "\"," + members + "}");
  }

  private String refusal(String chat, String members) throws Exception {
    return send(chat, members).path("description").asString("none");
  }

  @Test
  void says_a_message_and_answers_with_it() throws Exception {
    JsonNode answer = send(person, "\"text\":\"hi\"");

    assertThat(answer.path("ok").asBoolean()).isTrue();
    assertThat(answer.path("result").path("chat").path("id").asString()).isEqualTo(person);
    assertThat(telegram.messages()).extracting(SentMessage::text).containsExactly("hi");
  }

  @Test
  void knows_its_bots_and_chats() throws Exception {
    telegram.kick(person);
    String group = telegram.group();
    telegram.mute(group);

    assertThat(post("/bot2:b/sendMessage", "{}").path("error_code").asInt()).isEqualTo(401);
    assertThat(post("/elsewhere", "{}").path("error_code").asInt()).isEqualTo(404);
    assertThat(refusal("99", "\"text\":\"x\"")).isEqualTo("Bad Request: chat not found");
    assertThat(refusal(person, "\"text\":\"x\""))
        .isEqualTo("Forbidden: bot was blocked by the user");
    assertThat(refusal(group, "\"text\":\"x\"")).contains("not enough rights");
  }

  @Test
  void tells_where_a_group_went() throws Exception {
    String group = telegram.group();
    String moved = telegram.move(group);

    JsonNode answer = send(group, "\"text\":\"x\"");

    assertThat(answer.path("error_code").asInt()).isEqualTo(400);
    assertThat(answer.path("parameters").path("migrate_to_chat_id").asString()).isEqualTo(moved);
    assertThat(send(moved, "\"text\":\"x\"").path("ok").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"text\":\" \\u2060\";text is empty",
        "\"text\":\"x\",\"parse_mode\":\"HTML\";parse_mode",
        "\"text\":\"ab\",\"entities\":[{\"type\":\"bold\",\"offset\":1,\"length\":2}];ends after the end",
        "\"text\":\"ab\",\"entities\":[{\"type\":\"bold\",\"offset\":0,\"length\":0}];ends after the end",
        "\"text\":\"ab \",\"entities\":[{\"type\":\"bold\",\"offset\":0,\"length\":3}];ends after the end",
        "\"text\":\"\\ud83d\\ude00\",\"entities\":[{\"type\":\"bold\",\"offset\":0,\"length\":1}];middle of a UTF-16 symbol",
        "\"text\":\"a b\",\"entities\":[{\"type\":\"bold\",\"offset\":1,\"length\":1}];ENTITY_BOUNDS_INVALID",
        "\"text\":\"ab\",\"entities\":[{\"type\":\"link\",\"offset\":0,\"length\":1}];type of entity",
        "\"text\":\"ab\",\"entities\":[{\"type\":\"text_link\",\"offset\":0,\"length\":1,\"url\":\"http://localhost/\"}];Wrong HTTP URL",
        "\"text\":\"abc\",\"entities\":[{\"type\":\"bold\",\"offset\":0,\"length\":2},{\"type\":\"italic\",\"offset\":1,\"length\":2}];one cuts another",
        "\"text\":\"abc\",\"entities\":[{\"type\":\"bold\",\"offset\":0,\"length\":2},{\"type\":\"code\",\"offset\":0,\"length\":1}];one cuts another"
      })
  void refuses_what_telegram_refuses_or_mends(String members, String sentence) throws Exception {
    assertThat(refusal(person, members)).contains(sentence);
    assertThat(telegram.messages()).isEmpty();
  }

  @Test
  void takes_texts_and_entities_up_to_their_limits() throws Exception {
    String entity = "{\"type\":\"bold\",\"offset\":0,\"length\":1}";
    telegram.paced(false);

    assertThat(refusal(person, "\"text\":\"" + "x".repeat(4_096) + "\"")).isEqualTo("none");
    assertThat(refusal(person, "\"text\":\"" + "x".repeat(4_097) + "\"")).contains("too long");
    assertThat(refusal(person, entities(entity, 100))).isEqualTo("none");
    assertThat(refusal(person, entities(entity, 101))).contains("entities");
  }

  private static String entities(String entity, int count) {
    return "\"text\":\"x\",\"entities\":["
        + String.join(",", Collections.nCopies(count, entity))
        + "]";
  }

  @Test
  void keeps_its_pace_in_a_chat_and_in_a_group() throws Exception {
    String group = telegram.group();
    for (int i = 0; i < 20; i++) {
      assertThat(refusal(group, "\"text\":\"x\"")).isEqualTo("none");
      clock.turn(Duration.ofSeconds(1));
    }

    JsonNode tooFast = send(group, "\"text\":\"x\"");
    clock.turn(Duration.ofSeconds(40));

    assertThat(tooFast.path("error_code").asInt()).isEqualTo(429);
    assertThat(tooFast.path("parameters").path("retry_after").asInt()).isEqualTo(40);
    for (int i = 0; i < 3; i++) {
      assertThat(refusal(person, "\"text\":\"x\"")).isEqualTo("none");
    }
    assertThat(refusal(person, "\"text\":\"x\"")).isEqualTo("Too Many Requests: retry after 3");
    assertThat(refusal(group, "\"text\":\"x\"")).isEqualTo("none");
  }
}
