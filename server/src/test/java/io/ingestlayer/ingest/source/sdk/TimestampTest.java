package io.ingestlayer.ingest.source.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {

  @ParameterizedTest
  @CsvSource({
    "2026-07-01T12:00:00Z, 2026-07-01T12:00:00Z",
    "2026-07-01t12:00:00z, 2026-07-01T12:00:00Z",
    "2026-07-01 12:00:00Z, 2026-07-01T12:00:00Z",
    "2026-07-01T12:00:00.5Z, 2026-07-01T12:00:00.500Z",
    "2026-07-01T12:00:00.123456789012Z, 2026-07-01T12:00:00.123Z",
    "2026-07-01T12:00:00+05:30, 2026-07-01T06:30:00Z",
    "2026-07-01T12:00:00-00:00, 2026-07-01T12:00:00Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z"
  })
  void reads_what_rfc_3339_allows(String text, Instant time) {
    assertThat(Timestamp.parse(text)).contains(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "1751371200000",
        "2026-07-01",
        "2026-07-01T12:00Z",
        "2026-07-01T12:00:00",
        "2026-07-01T12:00:00.Z",
        "2026-07-01T24:00:00Z",
        "2026-07-01T12:60:00Z",
        "2026-13-01T12:00:00Z",
        "2026-02-29T12:00:00Z",
        "2026-07-01T12:00:00+99:00",
        "2026-07-01T12:00:00+01:75",
        "2026-07-01T12:00:00+0100",
        "0000-12-31T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "+10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "２０２６-07-01T12:00:00Z"
      })
  void reads_nothing_else(String text) {
    assertThat(Timestamp.parse(text)).isEmpty();
  }
}
