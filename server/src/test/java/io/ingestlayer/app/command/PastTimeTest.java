package io.ingestlayer.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class PastTimeTest {
  private final PastTime times = new PastTime();

  @Test
  void a_time_is_one_or_so_long_ago() {
    Instant before = Instant.now().minus(Duration.ofDays(3)).minusMillis(1);

    assertThat(times.convert("3d")).isBetween(before, Instant.now().minus(Duration.ofDays(3)));
    assertThat(times.convert("2026-11-22T15:00:00+01:00"))
        .isEqualTo(Instant.parse("2026-11-22T14:00:00Z"));
  }

  @Test
  void a_time_as_commands_print_it_is_read_again() {
    assertThat(PlainTime.of("2026-11-22T14:00:05.120Z")).isEqualTo("2026-11-22 14:00:05Z");
    assertThat(times.convert("2026-11-22 14:00:05Z"))
        .isEqualTo(Instant.parse("2026-11-22T14:00:05Z"));
    assertThat(times.convert("2026-11-22")).isEqualTo(Instant.parse("2026-11-22T00:00:00Z"));
  }

  @Test
  void what_only_speaks_of_a_time_is_left_as_it_is() {
    assertThat(PlainTime.of("paused since 2026-11-22T14:00:05.120Z"))
        .isEqualTo("paused since 2026-11-22T14:00:05.120Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "yesterday", "2h ago", "-2h", "2026-11", "2026-11-22 noon", "9999999999d"})
  void what_is_no_time_is_told_how_to_be_one(String text) {
    assertThatThrownBy(() -> times.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("2026-11-22T14:00:00Z");
  }
}
