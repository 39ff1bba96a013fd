package io.ingestlayer.delivery.destination.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.platform.http.HttpSender.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlackAnswerTest {
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

  private static AttemptResult of(int status, String body) {
    return SlackAnswer.of(
        new Answer(status, Map.of(), body), "#alerts", AttemptResult.Delivered.OK, NOW);
  }

  private static AttemptResult error(String code) {
    return of(200, "{\"ok\":false,\"error\":\"" + code + "\"}");
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
    "msg_too_long, reject",
    "msg_blocks_too_long, reject",
    "no_text, reject",
    "invalid_blocks, reject",
    "invalid_blocks_format, reject",
    "invalid_arguments, reject",
    "too_many_attachments, reject",
    "metadata_too_large, reject",
    "channel_not_found, hold lane",
    "not_in_channel, hold lane",
    "is_archived, hold lane",
    "restricted_action, hold lane",
    "restricted_action_read_only_channel, hold lane",
    "no_permission, hold lane",
    "missing_scope, hold whole",
    "not_allowed_token_type, hold whole",
    "ekm_access_denied, hold whole",
    "org_login_required, hold whole",
    "invalid_auth, hold whole",
    "not_authed, hold whole",
    "account_inactive, hold whole",
    "token_revoked, hold whole",
    "token_expired, hold whole",
    "ratelimited, rate limited",
    "rate_limited, rate limited",
    "service_unavailable, retry",
    "team_added_to_org, retry",
    "request_timeout, retry",
    "internal_error, retry ambiguous",
    "fatal_error, retry ambiguous",
    "something_new, retry"
  })
  void each_code_of_the_api_has_its_meaning(String code, String expected) {
    AttemptResult result = error(code);

    assertThat(kind(result)).isEqualTo(expected);
    if (!code.equals("rate_limited")) {
      assertThat(result.code()).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, ok, delivered",
    "400, invalid_payload, reject",
    "400, user_not_found, hold lane",
    "400, no_text, reject",
    "403, action_prohibited, hold lane",
    "403, invalid_token, hold whole",
    "404, channel_not_found, hold lane",
    "404, no_service, hold whole",
    "404, no_team, hold whole",
    "410, channel_is_archived, hold lane",
    "500, rollup_error, retry"
  })
  void each_word_of_a_webhook_has_its_meaning(int status, String word, String expected) {
    Answer answer = new Answer(status, Map.of(), word);

    assertThat(kind(SlackAnswer.ofWebhook(answer, "#alerts", AttemptResult.Delivered.OK, NOW)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "200, retry ambiguous",
    "204, retry ambiguous",
    "302, hold whole",
    "400, retry",
    "403, hold whole",
    "404, hold whole",
    "408, retry",
    "413, reject",
    "500, retry ambiguous",
    "502, retry ambiguous",
    "503, retry",
    "504, retry ambiguous"
  })
  void a_page_from_something_in_between_is_no_word_of_slack(int status, String expected) {
    assertThat(kind(of(status, "<html>Please sign in</html>"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"ok\":true", "null", "{\"error\":7}", "OK!", "ok"})
  void an_answer_that_is_broken_is_not_success(String body) {
    assertThat(kind(of(200, body))).isEqualTo("retry ambiguous");
  }

  @Test
  void a_code_that_is_no_word_is_not_taken_over() {
    assertThat(error("Bearer xoxb-1 <b>").code()).isEqualTo("unnamed_error");
    assertThat(of(200, "{\"ok\":false}").code()).isEqualTo("unnamed_error");
  }

  @ParameterizedTest
  @CsvSource({
    "30, 30",
    "1, 1",
    "0, 1",
    "3600, 3600",
    "99999999, 3600",
    "999999999999, 3600",
    "99999999999999999999, 3600",
    "'Mon, 5 Jan 2026 09:01:00 GMT', 60",
    "'Mon, 5 Jan 2026 08:00:00 GMT', 1",
    "'Tue, 5 Jan 2027 09:00:00 GMT', 3600"
  })
  void waits_as_long_as_asked_within_a_second_and_an_hour(String header, long seconds) {
    Answer answer = new Answer(429, Map.of("retry-after", List.of(header)), "");

    assertThat(SlackAnswer.of(answer, "#alerts", AttemptResult.Delivered.OK, NOW))
        .isEqualTo(
            new AttemptResult.RateLimited(
                "ratelimited",
                "Slack asks to wait " + seconds + " s",
                Duration.ofSeconds(seconds)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-5", "abc", "", "1.5", "soon"})
  void a_hint_that_is_nonsense_is_none(String header) {
    Answer answer = new Answer(429, Map.of("retry-after", List.of(header)), "");

    assertThat(SlackAnswer.of(answer, "#alerts", AttemptResult.Delivered.OK, NOW))
        .isEqualTo(new AttemptResult.RateLimited("ratelimited", "Slack asks to slow down", null));
  }

  @Test
  void says_what_slack_said_about_the_blocks_and_which_scope_is_needed() {
    AttemptResult blocks =
        of(
            200,
            """
            {"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["[ERROR] too long"]}}
            """);
    AttemptResult scope =
        of(200, "{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"chat:write\"}");

    assertThat(blocks.toString()).contains("too long");
    assertThat(scope.toString()).contains("chat:write");
  }

  @Test
  void a_note_goes_with_what_arrived() {
    Answer answer = new Answer(200, Map.of(), "{\"ok\":true}");

    AttemptResult.Delivered cut =
        new AttemptResult.Delivered("ok", "it was cut", new AttemptResult.Rendered(4_000, 3_000));

    assertThat(SlackAnswer.of(answer, "#alerts", cut, NOW)).isEqualTo(cut);
  }
}
