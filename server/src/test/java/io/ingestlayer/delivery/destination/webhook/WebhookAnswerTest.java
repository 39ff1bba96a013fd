package io.ingestlayer.delivery.destination.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.destination.SampleDeliveries;
import io.ingestlayer.platform.http.HttpSender.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAnswerTest {
  private static AttemptResult of(int status) {
    return of(status, Map.of());
  }

  private static AttemptResult of(int status, Map<String, List<String>> headers) {
    return WebhookAnswer.of(new Answer(status, headers, "said"), SampleDeliveries.AT);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 206, 299})
  void only_two_hundred_and_something_is_success(int status) {
    assertThat(of(status)).isEqualTo(Delivered.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "301,redirected,false",
    "302,redirected,false",
    "303,redirected,false",
    "307,redirected,false",
    "308,redirected,false",
    "401,unauthorized,true",
    "407,unauthorized,true",
    "405,method_not_allowed,false",
    "410,gone,true"
  })
  void what_is_about_every_message_holds(int status, String code, boolean whole) {
    assertThat(of(status))
        .asInstanceOf(type(Hold.class))
        .matches(it -> it.code().equals(code), "its code")
        .matches(it -> it.whole() == whole, "whole")
        .matches(it -> !it.suggestion().isBlank(), "says what to do");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        304, 400, 402, 403, 404, 406, 408, 409, 411, 412, 414, 415, 418, 421, 422, 423, 425, 428,
        431, 451, 499, 501, 503
      })
  void what_may_be_about_one_message_is_tried_again(int status) {
    assertThat(of(status))
        .isEqualTo(new Retry("http_" + status, "the receiver answered HTTP " + status, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 504, 505, 507, 508, 520, 522, 524, 599})
  void a_receiver_that_fails_may_have_acted_before_it_did(int status) {
    assertThat(of(status)).asInstanceOf(type(Retry.class)).matches(Retry::ambiguous, "ambiguous");
  }

  @Test
  void a_receiver_with_too_much_to_do_is_sent_less() {
    assertThat(of(429))
        .asInstanceOf(type(RateLimited.class))
        .extracting(RateLimited::after)
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
  void waits_as_long_as_it_is_asked_in_seconds_or_by_date(int status) {
    AttemptResult seconds = of(status, Map.of("retry-after", List.of("120")));
    AttemptResult date =
        of(status, Map.of("retry-after", List.of("Mon, 05 Jan 2026 09:02:00 GMT")));

    assertThat(seconds)
        .asInstanceOf(type(RateLimited.class))
        .extracting(RateLimited::after)
        .isEqualTo(Duration.ofMinutes(2));
    assertThat(date).isEqualTo(seconds);
  }

  @Test
  void nonsense_in_the_header_is_no_wait() {
    assertThat(of(503, Map.of("retry-after", List.of("soon")))).isEqualTo(of(503));
    assertThat(of(404, Map.of("retry-after", List.of("5")))).isEqualTo(of(404));
  }

  @Test
  void what_is_too_large_never_fits() {
    assertThat(of(413))
        .asInstanceOf(type(Reject.class))
        .matches(it -> it.code().equals("too_large"));
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 410, 422, 429, 500, 503})
  void a_receiver_may_ask_not_to_be_sent_a_message_again(int status) {
    AttemptResult result = of(status, Map.of("webhook-delivery", List.of("abort-message")));

    assertThat(result).asInstanceOf(type(Reject.class)).matches(it -> it.code().equals("aborted"));
  }

  @Test
  void another_word_in_that_header_says_nothing() {
    assertThat(of(400, Map.of("webhook-delivery", List.of("abort")))).isEqualTo(of(400));
    assertThat(of(200, Map.of("webhook-delivery", List.of("abort-message"))))
        .isEqualTo(Delivered.OK);
  }
}
