package io.ingestlayer.delivery.destination.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.platform.http.HttpSender.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelegramAnswerTest {
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

  private static AttemptResult of(int status, String body) {
    return TelegramAnswer.of(
        new Answer(status, Map.of(), body), "-7", AttemptResult.Delivered.OK, NOW);
  }

  private static String kind(AttemptResult result) {
    return switch (result) {
      case AttemptResult.Delivered _ -> "delivered";
      case AttemptResult.Retry retry -> retry.ambiguous() ? "retry ambiguous" : "retry";
      case AttemptResult.RateLimited _ -> "rate limited";
      case AttemptResult.Reject _ -> "reject";
      case AttemptResult.Hold hold -> hold.whole() ? "hold whole" : "hold lane";
    };
  }

  @ParameterizedTest
  @CsvSource({
    "401, Unauthorized, hold whole, unauthorized",
    "404, Not Found, hold whole, not_found",
    "403, Forbidden: bot was blocked by the user, hold lane, forbidden",
    "403, Forbidden: bot was kicked from the supergroup chat, hold lane, forbidden",
    "403, Forbidden: bot is not a member of the channel chat, hold lane, forbidden",
    "400, Bad Request: chat not found, hold lane, chat_not_found",
    "400, Bad Request: need administrator rights in the channel chat, hold lane, no_rights",
    "400, Bad Request: not enough rights to send text messages to the chat, hold lane, no_rights",
    "400, Bad Request: CHAT_RESTRICTED, hold lane, no_rights",
    "400, Bad Request: TOPIC_CLOSED, hold lane, no_topic",
    "400, Bad Request: message thread not found, hold lane, no_topic",
    "400, Bad Request: group chat was upgraded to a supergroup chat, hold lane, chat_migrated",
    "400, Bad Request: message is too long, reject, bad_message",
    "400, Bad Request: message text is empty, reject, bad_message",
    "400, Bad Request: can't parse entities: no end, reject, bad_message",
    "400, Bad Request: entity URL 'x' is invalid: Wrong HTTP URL, reject, bad_message",
    "400, Bad Request: something new, retry, bad_request",
    "429, Too Many Requests, rate limited, ratelimited",
    "500, Internal Server Error, retry ambiguous, http_500"
  })
  void each_refusal_has_its_meaning(int status, String description, String expected, String code) {
    AttemptResult result =
        of(
            status,
            "{\"ok\":false,\"error_code\":%d,\"description\":\"%s\"}"
                .formatted(status, description));

    assertThat(kind(result)).isEqualTo(expected);
    assertThat(result.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "200, retry ambiguous",
    "302, hold whole",
    "404, hold whole",
    "413, reject",
    "502, retry ambiguous"
  })
  void an_answer_that_is_not_telegrams_is_judged_by_its_status(int status, String expected) {
    assertThat(kind(of(status, "<html>no</html>"))).isEqualTo(expected);
  }

  @Test
  void a_message_was_taken_when_telegram_says_so() {
    assertThat(of(200, "{\"ok\":true,\"result\":{}}")).isEqualTo(AttemptResult.Delivered.OK);
    assertThat(kind(of(200, "{\"ok\":false,\"error_code\":403,\"description\":\"Forbidden\"}")))
        .isEqualTo("hold lane");
  }

  @Test
  void waits_as_long_as_the_body_says() {
    String body =
        "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests: retry after 37\",\"parameters\":{\"retry_after\":37}}";

    assertThat(of(429, body))
        .asInstanceOf(type(AttemptResult.RateLimited.class))
        .extracting(AttemptResult.RateLimited::after)
        .isEqualTo(Duration.ofSeconds(37));
  }

  @ParameterizedTest
  @CsvSource({"-1001234567890, true", "7, false", "\"-100/../x\", false"})
  void a_chat_moves_only_to_a_group(String id, boolean moves) {
    Answer answer =
        new Answer(
            400, Map.of(), "{\"ok\":false,\"parameters\":{\"migrate_to_chat_id\":" + id + "}}");

    assertThat(TelegramAnswer.migratedTo(answer).isPresent()).isEqualTo(moves);
  }
}
