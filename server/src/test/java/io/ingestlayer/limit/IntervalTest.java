package io.ingestlayer.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ingestlayer.limit.Interval.Calendar;
import io.ingestlayer.limit.Interval.Calendar.Unit;
import io.ingestlayer.limit.Interval.Tumbling;
import io.ingestlayer.testkit.seed.Gen;
import io.ingestlayer.testkit.seed.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
  private static final Tumbling MINUTE = new Tumbling(Duration.ofMinutes(1));

  private static Window window(Unit unit, String zone, String at) {
    return new Calendar(unit, ZoneId.of(zone)).windowAt(Instant.parse(at));
  }

  @Test
  void a_window_has_its_start_and_not_its_end() {
    Instant start = Instant.parse("2026-07-01T12:00:00Z");

    assertThat(MINUTE.windowAt(start).start()).isEqualTo(start);
    assertThat(MINUTE.windowAt(start.plusMillis(59_999)).start()).isEqualTo(start);
    assertThat(MINUTE.windowAt(start.plusSeconds(60)).start()).isEqualTo(start.plusSeconds(60));
    assertThat(MINUTE.windowAt(start).end()).isEqualTo(start.plusSeconds(60));
  }

  @Test
  void windows_before_the_epoch_are_aligned_as_those_after_it() {
    Window last = MINUTE.windowAt(Instant.ofEpochMilli(-1));

    assertThat(last.start()).isEqualTo(Instant.ofEpochSecond(-60));
    assertThat(last.end()).isEqualTo(Instant.EPOCH);
    assertThat(MINUTE.windowAt(last.start().minusMillis(1)).end()).isEqualTo(last.start());
  }

  @ParameterizedTest
  @CsvSource({"PT0S", "PT-1S", "PT0.5S", "PT1.0000001S", "P401D"})
  void a_length_is_whole_seconds_up_to_400_days(Duration length) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Tumbling(length));
    assertThat(new Tumbling(Duration.ofDays(400)).length()).isEqualTo(Duration.ofDays(400));
  }

  @ParameterizedTest
  @CsvSource({
    "DAY,   Europe/Berlin,    2026-03-29T10:00:00Z, 2026-03-28T23:00:00Z, 82800",
    "DAY,   Europe/Berlin,    2026-10-25T10:00:00Z, 2026-10-24T22:00:00Z, 90000",
    "DAY,   Europe/Berlin,    2026-07-01T21:59:59Z, 2026-06-30T22:00:00Z, 86400",
    "DAY,   America/New_York, 2026-03-08T12:00:00Z, 2026-03-08T05:00:00Z, 82800",
    "DAY,   America/New_York, 2026-11-01T12:00:00Z, 2026-11-01T04:00:00Z, 90000",
    "WEEK,  Europe/Berlin,    2026-03-29T21:59:59Z, 2026-03-22T23:00:00Z, 601200",
    "WEEK,  Europe/Berlin,    2026-03-29T22:00:00Z, 2026-03-29T22:00:00Z, 604800",
    "WEEK,  America/New_York, 2026-11-01T12:00:00Z, 2026-10-26T04:00:00Z, 608400",
    "MONTH, Europe/Berlin,    2026-03-15T00:00:00Z, 2026-02-28T23:00:00Z, 2674800",
    "MONTH, Europe/Berlin,    2026-10-15T00:00:00Z, 2026-09-30T22:00:00Z, 2682000",
    "MONTH, America/New_York, 2028-02-29T12:00:00Z, 2028-02-01T05:00:00Z, 2505600",
    "MONTH, UTC,              2026-12-31T23:59:59Z, 2026-12-01T00:00:00Z, 2678400",
    "HOUR,  Europe/Berlin,    2026-10-25T00:30:00Z, 2026-10-25T00:00:00Z, 3600",
    "HOUR,  Europe/Berlin,    2026-10-25T01:30:00Z, 2026-10-25T01:00:00Z, 3600",
    "HOUR,  Asia/Kolkata,     2026-07-01T12:20:00Z, 2026-07-01T11:30:00Z, 3600",
    "HOUR,  Australia/Lord_Howe, 2026-04-04T15:10:00Z, 2026-04-04T15:00:00Z, 1800",
    "HOUR,  Australia/Lord_Howe, 2026-10-03T15:45:00Z, 2026-10-03T15:30:00Z, 1800",
  })
  void a_calendar_window_is_as_long_as_it_really_is(
      Unit unit, String zone, String at, Instant start, long seconds) {
    Window window = window(unit, zone, at);

    assertThat(window.start()).isEqualTo(start);
    assertThat(window.seconds()).isEqualTo(seconds);
  }

  @Test
  void windows_follow_each_other_without_a_gap_wherever_the_clock_is_changed() {
    List<ZoneId> zones =
        List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana")
            .stream()
            .map(ZoneId::of)
            .toList();
    long from = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();
    Seeds.forAll(
        2_000,
        random -> {
          Unit unit = Gen.of(Unit.values()).from(random);
          ZoneId zone = zones.get(random.nextInt(zones.size()));
          // Near a change of the clock as often as not.
          Instant at = Instant.ofEpochMilli(from + random.nextLong(12L * 366 * 86_400_000));
          Instant near =
              zone.getRules()
                  .nextTransition(at)
                  .getInstant()
                  .plusSeconds(random.nextInt(-9_000, 9_000));
          return new At(new Calendar(unit, zone), random.nextBoolean() ? at : near);
        },
        it -> {
          Window window = it.interval().windowAt(it.at());

          assertThat(it.at()).isAfterOrEqualTo(window.start()).isBefore(window.end());
          assertThat(it.interval().windowAt(window.start())).isEqualTo(window);
          assertThat(it.interval().windowAt(window.end().minusMillis(1))).isEqualTo(window);
          assertThat(it.interval().windowAt(window.end()).start()).isEqualTo(window.end());
        });
  }

  private record At(Calendar interval, Instant at) {}
}
