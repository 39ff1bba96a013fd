package io.ingestlayer.limit;

import static io.ingestlayer.limit.TestEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.Tally.Count;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitEvaluationTest {
  private final TestEvents events = new TestEvents();

  private Event weighing(long weight) {
    return events.at(T0, "{\"n\":" + weight + "}");
  }

  private List<Event> several(int times) {
    List<Event> several = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      several.add(events.at(T0.plusMillis(i), "{}"));
    }
    return several;
  }

  @ParameterizedTest
  @CsvSource({"99, 0", "100, 0", "101, 1", "150, 1"})
  void a_limit_of_100_is_violated_by_the_101st_and_once(int times, int records) {
    LimitRun run = new LimitRun(TestLimit.of(100));

    run.count(several(times));

    assertThat(run.values()).isEqualTo(Collections.nCopies(records, 101L));
    assertThat(run.tallied(Count.COUNTED)).isEqualTo(times);
    assertThat(run.tallied(Count.VIOLATIONS)).isEqualTo(records);
  }

  @Test
  void a_limit_of_nothing_is_violated_by_the_first() {
    LimitRun run = new LimitRun(TestLimit.of(0).weight("$event.n").warnAt(80));

    run.count(weighing(0));
    assertThat(run.violations).isEmpty();

    run.count(weighing(1));
    assertThat(run.values()).containsExactly(1L);
    assertThat(run.events).hasSize(1);
  }

  @Test
  void the_value_holds_the_event_that_crosses() {
    LimitRun run = new LimitRun(TestLimit.of(100).weight("$event.n"));

    run.count(weighing(100));
    run.count(weighing(37));

    assertThat(run.values()).containsExactly(137L);
  }

  @Test
  void the_published_example_comes_out_field_for_field() {
    LimitRun run =
        new LimitRun(
            TestLimit.of("notifications-per-minute", 100)
                .type("rate_limit", "notification")
                .weight("$event.n")
                .key("teamId", "$event.team.id")
                .key("connectorId", "$event.connector")
                .context("route", "$event.route"));
    String payload =
        "{\"n\":%d,\"team\":{\"id\":42},\"connector\":\"slack-oncall\",\"route\":\"primary\"}";

    run.count(events.at(T0, payload.formatted(100)), events.at(T0, payload.formatted(37)));

    assertThat(run.violations).hasSize(1);
    assertThat(LimitRun.json(run.violations.getFirst().record().toJson()))
        .isEqualTo(
            """
            {"limit_name":"notifications-per-minute","limit_type":"rate_limit",\
            "limit_interval_type":"periodic","limit_interval_periodic_details":{"duration_seconds":60},\
            "limit_threshold":100,"limit_threshold_unit":"count","limit_event_type":"notification",\
            "limit_value":137,\
            "violation_context":{"teamId":42,"connectorId":"slack-oncall","route":"primary"}}\
            """);
  }

  @Test
  void a_long_text_violates_a_limit_on_each_event() {
    LimitRun run =
        new LimitRun(TestLimit.of("text", 3).perEvent().chars("$event.text").type("size", "text"));

    run.count(
        events.at(T0, "{\"text\":\"😀😀😀\"}"),
        events.at(T0, "{\"text\":\"abcd\"}"),
        events.at(T0, "{\"text\":\"abcde\"}"));

    assertThat(run.violations)
        .extracting(it -> LimitRun.json(it.record().toJson()))
        .first()
        .isEqualTo(
            """
            {"limit_name":"text","limit_type":"size","limit_interval_type":"per_event",\
            "limit_threshold":3,"limit_threshold_unit":"chars","limit_event_type":"text",\
            "limit_value":4,"violation_context":null}\
            """);
    assertThat(run.values()).containsExactly(4L, 5L);
    assertThat(run.violations.getFirst().window()).isNull();
  }

  @Test
  void the_envelope_says_when_and_whether_it_was_late() {
    LimitRun run = new LimitRun(TestLimit.of(1).key("c", "$event.c"));
    String c1 = "{\"c\":\"c1\"}";

    run.count(events.at(T0, c1), events.late(T0.plusSeconds(1), T0.plusSeconds(60), c1));

    Violation found = run.violations.getFirst();
    assertThat(found.time()).isEqualTo(T0.plusSeconds(1));
    assertThat(found.recordedAt()).isEqualTo(LimitRun.NOW);
    assertThat(found.window()).isEqualTo(new Window(T0, T0.plusSeconds(60)));
    assertThat(found.late()).isTrue();
    assertThat(LimitRun.json(found.key())).isEqualTo("{\"c\":\"c1\"}");
    assertThat(found.level()).isEqualTo(1);
  }

  @Test
  void a_window_begins_anew_and_hides_no_crossing_right_after_a_high_one() {
    LimitRun run = new LimitRun(TestLimit.of(100).weight("$event.n"));

    run.count(events.at(T0.plusMillis(59_999), "{\"n\":5000}"));
    run.count(events.at(T0.plusSeconds(60), "{\"n\":100}"));
    assertThat(run.values()).containsExactly(5000L);

    run.count(events.at(T0.plusSeconds(60), "{\"n\":1}"));
    assertThat(run.values()).containsExactly(5000L, 101L);
  }

  @Test
  void what_happened_before_the_epoch_has_windows_too() {
    LimitRun run = new LimitRun(TestLimit.of(1));
    Instant before = Instant.ofEpochMilli(-1);

    run.count(
        events.late(before, before, "{}"),
        events.late(before.minusSeconds(59), before, "{}"),
        events.at(Instant.EPOCH, "{}"));

    assertThat(run.violations).hasSize(1);
    assertThat(run.violations.getFirst().window())
        .isEqualTo(new Window(Instant.ofEpochSecond(-60), Instant.EPOCH));
  }

  @Test
  void a_day_with_25_hours_says_so() {
    Interval day = new Interval.Calendar(Interval.Calendar.Unit.DAY, ZoneId.of("Europe/Berlin"));
    LimitRun run = new LimitRun(TestLimit.of(1).interval(day));

    run.count(
        events.at(Instant.parse("2026-10-24T22:00:00Z"), "{}"),
        events.at(Instant.parse("2026-10-25T22:59:59Z"), "{}"));

    assertThat(run.violations)
        .extracting(it -> it.record().periodSeconds())
        .containsExactly(90000L);
  }

  @Test
  void what_is_too_late_is_counted_nowhere() {
    LimitRun run = new LimitRun(TestLimit.of(1).lateness(Duration.ofSeconds(30)));

    run.count(events.late(T0, T0.plusSeconds(90), "{}"));
    run.count(events.late(T0, T0.plusMillis(90_001), "{}"));
    assertThat(run.violations).isEmpty();
    assertThat(run.tallied(Count.LATE)).isEqualTo(1);

    run.count(events.late(T0, T0.plusSeconds(90), "{}"));
    assertThat(run.violations).hasSize(1);
  }

  @Test
  void keys_are_counted_apart() {
    LimitRun run = new LimitRun(TestLimit.of(1).key("k", "$event.k"));

    for (String k : List.of("{\"k\":42}", "{\"k\":\"42\"}", "{\"k\":\"\"}", "{\"k\":null}", "{}")) {
      run.count(events.at(T0, k));
    }
    assertThat(run.violations).isEmpty();

    run.count(events.at(T0, "{\"k\":42.0}"), events.at(T0, "{}"));
    assertThat(run.violations)
        .extracting(it -> LimitRun.json(it.key()))
        .containsExactly("{\"k\":42}", "{}");
  }

  @Test
  void a_jump_is_recorded_at_each_level_it_passes() {
    LimitRun run = new LimitRun(TestLimit.of(100).weight("$event.n").againAt(100));

    run.count(weighing(501));

    assertThat(run.violations).extracting(Violation::level).containsExactly(1, 2, 3, 4, 5);
    assertThat(run.values()).containsOnly(501L);
    assertThat(new HashSet<>(run.ids())).hasSize(5);
  }

  @Test
  void there_are_at_most_10_further_levels() {
    LimitRun run = new LimitRun(TestLimit.of(1).weight("$event.n").againAt(1));

    run.count(weighing(9_007_199_254_740_991L), weighing(9_007_199_254_740_991L));

    assertThat(run.violations).hasSize(1 + LimitRule.AGAIN_TIMES_MAX);
    assertThat(run.values()).containsOnly(9_007_199_254_740_991L);
  }

  @Test
  void requests_that_are_counted_together_weigh_as_many() {
    LimitRun run = new LimitRun(TestLimit.of(100).on(Counted.API_CALL).weight("$event.n"));
    Occurrence one = Occurrence.of(weighing(7));

    run.take(
        List.of(
            new Occurrence(
                one.id(), Counted.API_CALL, one.type(), one.scope(), T0, T0, 15, false)));

    assertThat(run.values()).containsExactly(105L);
  }

  @Test
  void a_context_that_comes_to_nothing_is_null() {
    LimitRun run = new LimitRun(TestLimit.of(0).key("k", "$event.k").context("c", "$event.c"));

    run.count(events.at(T0, "{\"k\":null}"));

    assertThat(run.violations.getFirst().record().context()).isNull();
    assertThat(run.violations.getFirst().key().get("k")).isEqualTo(Value.Null.NULL);
  }
}
