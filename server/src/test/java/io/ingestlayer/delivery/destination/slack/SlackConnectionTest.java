package io.ingestlayer.delivery.destination.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Json;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackConnectionTest {
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "43200, 2026-01-05T21:00:00Z",
    "43200.9, 2026-01-05T21:00:00Z",
    "0, 2026-01-05T09:00:00Z",
    "-1, 2026-01-05T09:00:00Z",
    "9223372036854775808, 2036-01-03T09:00:00Z",
    "1e400, 2036-01-03T09:00:00Z"
  })
  void a_life_of_any_length_loses_no_token(String seconds, Instant end) {
    String json = "{\"access_token\":\"xoxe.xoxb-1\",\"expires_in\":%s}".formatted(seconds);

    SlackConnection made =
        SlackConnection.of(Json.parseObject(json), "1.2", null, NOW).orElseThrow();

    assertThat(made.end()).isEqualTo(end);
    assertThat(SlackConnection.read(made.text())).contains(made);
  }
}
