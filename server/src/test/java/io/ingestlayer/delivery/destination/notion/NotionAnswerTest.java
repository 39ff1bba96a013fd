package io.ingestlayer.delivery.destination.notion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSender.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotionAnswerTest {

  private static Answer error(int status, String code, String message) {
    Value body =
        Value.object()
            .put("object", "error")
            .put("status", status)
            .put("code", code)
            .put("message", message)
            .build();
    return new Answer(status, Map.of(), Json.write(body));
  }

  private static AttemptResult result(Answer answer, boolean writes) {
    return NotionAnswer.of(answer).refused("database x", writes, SampleDeliveries.AT);
  }

  @ParameterizedTest
  @CsvSource({
    "400,validation_error,Reject",
    "400,invalid_json,Hold whole",
    "400,invalid_request_url,Hold whole",
    "400,missing_version,Hold whole",
    "401,unauthorized,Hold whole",
    "403,restricted_resource,Hold lane",
    "404,object_not_found,Hold lane",
    "409,conflict_error,Retry",
    "429,rate_limited,RateLimited",
    "500,internal_server_error,Retry ambiguous",
    "502,bad_gateway,Retry ambiguous",
    "503,service_unavailable,Retry ambiguous",
    "503,database_connection_unavailable,Retry",
    "504,gateway_timeout,Retry ambiguous",
    "529,service_overload,RateLimited",
    "418,something_new,Retry",
    "520,something_new,Retry ambiguous"
  })
  void a_code_of_notion_means(int status, String code, String meaning) {
    AttemptResult writing = result(error(status, code, "why"), true);
    AttemptResult reading = result(error(status, code, "why"), false);

    assertThat(meaning(writing)).isEqualTo(meaning);
    assertThat(meaning(reading)).isEqualTo(meaning.replace(" ambiguous", ""));
    assertThat(writing.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "302,Hold whole",
    "401,Hold whole",
    "403,Retry",
    "404,Hold whole",
    "413,Reject",
    "500,Retry ambiguous",
    "503,Retry ambiguous"
  })
  void an_answer_that_is_not_notions_means(int status, String meaning) {
    AttemptResult result = result(new Answer(status, Map.of(), "<html>no</html>"), true);

    assertThat(meaning(result)).isEqualTo(meaning);
    assertThat(result.code()).isEqualTo("http_" + status);
  }

  private static String meaning(AttemptResult result) {
    return switch (result) {
      case AttemptResult.Hold hold -> hold.whole() ? "Hold whole" : "Hold lane";
      case AttemptResult.Retry retry -> retry.ambiguous() ? "Retry ambiguous" : "Retry";
      case AttemptResult.Delivered _, AttemptResult.RateLimited _, AttemptResult.Reject _ ->
          result.getClass().getSimpleName();
    };
  }

  @ParameterizedTest
  @CsvSource({"1,1", "60,60", "600,600", "0,1", "99999,3600"})
  void waits_as_long_as_it_is_asked_within_an_hour(String header, int seconds) {
    Answer asked =
        new Answer(
            429, Map.of("retry-after", List.of(header)), error(429, "rate_limited", "slow").body());

    assertThat(result(asked, true))
        .asInstanceOf(type(AttemptResult.RateLimited.class))
        .extracting(AttemptResult.RateLimited::after)
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void a_used_up_free_plan_holds_the_whole_destination() {
    Answer answer =
        error(403, "restricted_resource", "This workspace has reached its block limit.");

    assertThat(result(answer, true))
        .asInstanceOf(type(AttemptResult.Hold.class))
        .matches(it -> it.code().equals("block_limit") && it.whole(), "the whole");
  }

  @Test
  void several_data_sources_hold_the_lane() {
    Answer answer =
        error(
            400,
            "validation_error",
            "Databases with multiple data sources are not supported in this API version.");

    assertThat(result(answer, true))
        .asInstanceOf(type(AttemptResult.Hold.class))
        .matches(it -> it.code().equals("data_source_needed") && !it.whole(), "the lane");
  }

  @Test
  void a_success_that_is_not_notions_may_have_arrived() {
    Answer portal = new Answer(200, Map.of(), "<html>please log in</html>");

    assertThat(NotionAnswer.of(portal).isDone()).isFalse();
    assertThat(meaning(result(portal, true))).isEqualTo("Retry ambiguous");
  }

  @Test
  void a_long_success_of_which_only_the_beginning_was_read_is_one() {
    Answer cut = new Answer(200, Map.of(), "{\"object\":\"page\",\"properties\":{\"a\":");

    assertThat(NotionAnswer.of(cut).isDone()).isTrue();
  }
}
