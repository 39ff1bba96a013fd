package io.ingestlayer.delivery.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.platform.http.HttpSender.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30                                | PT30S
          ' 30 '                            | PT30S
          0                                 | PT1S
          00000000000000030                 | PT30S
          99999999                          | PT1H
          1000000000000                     | PT1H
          99999999999999999999999999        | PT1H
          Mon, 05 Jan 2026 09:02:00 GMT     | PT2M
          Mon, 05 Jan 2026 08:00:00 GMT     | PT1S
          Fri, 31 Dec 9999 23:59:59 GMT     | PT1H
          Monday, 05-Jan-26 09:02:00 GMT    | PT2M
          Mon Jan  5 09:02:00 2026          | PT2M
          Mon Jan 12 09:02:00 2026          | PT1H
          """)
  void what_is_asked_is_kept_to_within_a_second_and_an_hour(String text, Duration wait) {
    assertThat(RetryAfter.of(text, NINE)).contains(wait);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-5",
        "+5",
        "1e9",
        "1.5",
        "abc",
        "5 seconds",
        "٣٠",
        "0x10",
        "Tue, 05 Jan 2026"
      })
  void what_is_no_time_asks_for_nothing(String text) {
    assertThat(RetryAfter.of(text, NINE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5 120", "120 5", "nonsense 120"})
  void of_several_the_longest_is_waited(String values) {
    Answer answer = new Answer(429, Map.of("retry-after", List.of(values.split(" "))), "");

    assertThat(RetryAfter.of(answer, NINE)).contains(Duration.ofMinutes(2));
  }
}
