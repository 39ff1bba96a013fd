package io.ingestlayer.limit;

import static io.ingestlayer.limit.TestEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Json;
import io.ingestlayer.limit.Tally.Count;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What happens when there are too many: records of one limit in a minute, keys of one window, windows in memory.
class LimitBoundsTest {
  private final TestEvents events = new TestEvents();

  private Event of(String key, long second) {
    return events.at(T0.plusSeconds(second), "{\"k\":\"" + key + "\",\"n\":1}");
  }

  private List<Event> each(int times, long second) {
    List<Event> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.add(of("k" + i % 7, second));
    }
    return all;
  }

  @Test
  void a_limit_on_each_event_writes_at_most_600_records_in_a_minute_of_arrival() {
    LimitRun run =
        new LimitRun(
            TestLimit.of("a", 0).perEvent().key("k", "$event.k"), TestLimit.of("b", 0).perEvent());

    run.count(each(599, 0));
    run.count(each(4, 59));
    assertThat(run.violations).hasSize(1_200);
    assertThat(run.tallied(Count.SUPPRESSED)).isEqualTo(6);

    run.count(each(1, 60));
    assertThat(run.violations).hasSize(1_202);
    assertThat(run.tallied(Count.VIOLATIONS)).isEqualTo(1_202);
    assertThat(new HashSet<>(run.ids())).hasSize(1_202);
  }

  @Test
  void what_is_not_written_is_refused_nevertheless() {
    LimitRun run = new LimitRun(TestLimit.of(0).perEvent().drop());

    run.count(each(700, 0));

    assertThat(run.refused).hasSize(700);
    assertThat(run.violations).hasSize(600);
  }

  @Test
  void what_is_within_its_limit_needs_no_counter() {
    LimitRun run = new LimitRun(TestLimit.of(1).perEvent());

    run.count(each(2_000, 0));

    assertThat(run.store().keysMost(TestLimit.of(1).perEvent().rule())).isZero();
    assertThat(run.tallied(Count.COUNTED)).isEqualTo(2_000);
  }

  @Test
  void keys_beyond_the_most_share_a_counter_that_violates_nothing_and_one_record_says_so() {
    TestLimit limit = TestLimit.of(3).key("k", "$event.k").keysMax(2).warnAt(50).drop();
    LimitRun run = new LimitRun(limit);
    run.count(of("a", 0), of("b", 0));

    for (int i = 0; i < 10; i++) {
      run.count(of("c", i), of("d", i), of("a", i));
    }

    assertThat(run.violations)
        .extracting(it -> LimitRun.json(it.record().toJson()))
        .containsExactlyInAnyOrder(
            """
            {"limit_name":"calls","limit_type":"cardinality_limit","limit_interval_type":"periodic",\
            "limit_interval_periodic_details":{"duration_seconds":60},"limit_threshold":2,\
            "limit_threshold_unit":"count","limit_event_type":"api_call","limit_value":3,\
            "violation_context":null}\
            """,
            """
            {"limit_name":"calls","limit_type":"quota","limit_interval_type":"periodic",\
            "limit_interval_periodic_details":{"duration_seconds":60},"limit_threshold":3,\
            "limit_threshold_unit":"count","limit_event_type":"api_call","limit_value":4,\
            "violation_context":{"k":"a"}}\
            """);
    assertThat(run.violations.getFirst().action()).isEqualTo(LimitAction.RECORD);
    assertThat(run.tallied(Count.OVERFLOWED)).isEqualTo(20);
    assertThat(run.store().keysMost(limit.rule())).isEqualTo(2);
    assertThat(run.events(LimitEvents.VIOLATION)).hasSize(2);
  }

  @Test
  void the_next_window_has_room_again() {
    LimitRun run = new LimitRun(TestLimit.of(0).key("k", "$event.k").keysMax(1));

    run.count(of("a", 0), of("b", 60));

    assertThat(run.tallied(Count.OVERFLOWED)).isZero();
    assertThat(run.violations)
        .extracting(it -> Json.write(it.key()))
        .containsExactly("{\"k\":\"a\"}", "{\"k\":\"b\"}");
  }

  @Test
  void in_memory_the_window_that_ends_first_is_forgotten_first() {
    MemoryCounterStore store = new MemoryCounterStore(2, 100);
    LimitRules rules =
        new LimitRules(
            List.of(
                TestLimit.of("day", 3).seconds(86_400).rule(), TestLimit.of("minute", 3).rule()));
    List<String> found = new ArrayList<>();

    for (long second = 0; second < 300; second += 60) {
      Occurrence occurrence = Occurrence.of(of("a", second));
      Measured measured = rules.measure(List.of(occurrence), Traits.NONE);
      LimitEvaluation.count(measured, store, LimitRun.NOW)
          .violations()
          .forEach(it -> found.add(it.record().limitName() + " " + it.record().value()));
    }

    assertThat(found).containsExactly("day 4");
    assertThat(store.windowsForgotten()).isEqualTo(4);
  }
}
