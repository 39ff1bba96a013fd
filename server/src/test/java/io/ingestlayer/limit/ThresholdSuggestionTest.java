package io.ingestlayer.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdSuggestionTest {

  @ParameterizedTest
  @CsvSource({
    "1,1",
    "99,99",
    "100,100",
    "101,110",
    "1201,1300",
    "12000,12000",
    "9007199254740991,9007199254740991"
  })
  void rounds_up_to_two_digits(long value, long rounded) {
    assertThat(ThresholdSuggestion.roundedUp(value)).isEqualTo(rounded);
  }

  @ParameterizedTest
  @CsvSource({"0,2", "1,2", "10,12", "100,120", "84,110", "9007199254740991,9007199254740991"})
  void leaves_a_fifth_above_the_fullest_window(long p99, long threshold) {
    WindowSummary window = new WindowSummary(5, p99, p99);

    ThresholdSuggestion suggestion = ThresholdSuggestion.of(Collections.nCopies(3, window));

    assertThat(suggestion.threshold()).isEqualTo(threshold);
    assertThat(suggestion.keysCrossedMax()).isZero();
  }

  @Test
  void two_windows_are_too_few() {
    WindowSummary window = new WindowSummary(5, 10, 10);

    assertThat(ThresholdSuggestion.of(List.of(window, window)).threshold()).isNull();
  }
}
