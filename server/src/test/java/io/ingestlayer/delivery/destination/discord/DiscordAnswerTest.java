package io.ingestlayer.delivery.destination.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.platform.http.HttpSender.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscordAnswerTest {
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

  private static AttemptResult of(Answer answer) {
    return DiscordAnswer.of(answer, "the channel 7", AttemptResult.Delivered.OK, NOW);
  }

  private static AttemptResult of(int status, String body) {
    return of(new Answer(status, Map.of(), body));
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
    "404, 10015, hold whole",
    "401, 50027, hold whole",
    "401, 40001, hold whole",
    "403, 40333, hold whole",
    "404, 10003, hold lane",
    "403, 50001, hold lane",
    "403, 50013, hold lane",
    "400, 50008, hold lane",
    "400, 50083, hold lane",
    "400, 220001, hold lane",
    "400, 220003, hold lane",
    "400, 50035, reject",
    "400, 50006, reject",
    "400, 200000, reject",
    "400, 240000, reject",
    "400, 20016, rate limited",
    "400, 999999, retry",
    "500, 130000, retry ambiguous",
    "403, 999999, hold whole",
    "404, 999999, hold whole"
  })
  void each_code_has_its_meaning(int status, int code, String expected) {
    AttemptResult result = of(status, "{\"message\":\"Sorry\",\"code\":" + code + "}");

    assertThat(kind(result)).isEqualTo(expected);
    assertThat(result.code()).isEqualTo("discord_" + code);
  }

  @ParameterizedTest
  @CsvSource({
    "401, hold whole",
    "403, hold whole",
    "404, hold whole",
    "302, hold whole",
    "413, reject",
    "400, retry",
    "500, retry ambiguous",
    "502, retry ambiguous",
    "204, retry ambiguous",
    "200, retry ambiguous"
  })
  void an_answer_that_is_not_discords_is_judged_by_its_status(int status, String expected) {
    assertThat(kind(of(status, "<html>no</html>"))).isEqualTo(expected);
  }

  @Test
  void a_message_was_saved_when_it_comes_back() {
    assertThat(of(200, "{\"id\":\"1\",\"content\":\"\"}")).isEqualTo(AttemptResult.Delivered.OK);
  }

  @Test
  void says_which_part_of_the_message_was_wrong() {
    AttemptResult result =
        of(
            400,
            "{\"message\":\"Invalid Form Body\",\"code\":50035,\"errors\":{\"embeds\":{\"0\":{}}}}");

    assertThat(result)
        .asInstanceOf(type(AttemptResult.Reject.class))
        .extracting(AttemptResult.Reject::detail)
        .asString()
        .endsWith(": Invalid Form Body {\"embeds\":{\"0\":{}}}");
  }

  @ParameterizedTest
  @CsvSource({"0.25, 1000", "1.5, 1500", "64.57, 64570", "100000, 3600000", "-1, ", "1e9, "})
  void waits_by_the_fraction_in_the_body(String seconds, Long millis) {
    AttemptResult result = of(429, "{\"retry_after\":" + seconds + ",\"global\":false}");

    assertThat(result)
        .asInstanceOf(type(AttemptResult.RateLimited.class))
        .extracting(AttemptResult.RateLimited::after)
        .isEqualTo(millis == null ? null : Duration.ofMillis(millis));
  }

  @Test
  void waits_by_the_header_when_cloudflare_answers() {
    AttemptResult result =
        of(new Answer(429, Map.of("retry-after", List.of("90")), "error code: 1015"));

    assertThat(result)
        .asInstanceOf(type(AttemptResult.RateLimited.class))
        .extracting(AttemptResult.RateLimited::after)
        .isEqualTo(Duration.ofSeconds(90));
  }

  @ParameterizedTest
  @CsvSource({
    "x-ratelimit-global, true, true",
    "x-ratelimit-scope, global, true",
    "x-ratelimit-global, false, false",
    "x-ratelimit-scope, user, false",
    "x-ratelimit-scope, shared, false"
  })
  void one_header_is_enough_to_know_that_all_of_the_bot_has_to_wait(
      String header, String value, boolean all) {
    Map<String, List<String>> headers = Map.of(header, List.of(value), "retry-after", List.of("9"));
    Answer answer = new Answer(429, headers, "{\"message\":\"You are being rate limited.\"}");

    assertThat(DiscordAnswer.isGlobal(answer)).isEqualTo(all);
    assertThat(of(answer))
        .asInstanceOf(type(AttemptResult.RateLimited.class))
        .extracting(AttemptResult.RateLimited::detail)
        .isEqualTo(all ? "Discord asks all of this bot to wait 9 s" : "Discord asks to wait 9 s");
  }

  @ParameterizedTest
  @CsvSource({"0, 1.25, 1250", "1, 1.25, ", "0, soon, "})
  void knows_for_how_long_there_is_no_room(String remaining, String after, Long millis) {
    Answer answer =
        new Answer(
            200,
            Map.of(
                "x-ratelimit-remaining",
                List.of(remaining),
                "x-ratelimit-reset-after",
                List.of(after)),
            "{}");

    assertThat(DiscordAnswer.emptyFor(answer).map(Duration::toMillis).orElse(null))
        .isEqualTo(millis);
  }
}
