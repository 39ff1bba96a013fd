package io.ingestlayer.limit;

import static io.ingestlayer.limit.TestEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.limit.Tally.Count;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What `action: drop` ends.
class LimitDropTest {
  private final TestEvents events = new TestEvents();

  private static TestLimit budget(String name, long threshold) {
    return TestLimit.of(name, threshold).weight("$event.n").drop();
  }

  private Event weighing(long weight) {
    return events.at(T0, "{\"n\":" + weight + "}");
  }

  /// Which of them are refused, when each is a batch of its own.
  private static List<Boolean> refused(LimitRun run, Event... events) {
    return List.of(events).stream().map(it -> !run.count(it).refused().isEmpty()).toList();
  }

  @Test
  void a_heavy_one_is_refused_where_a_light_one_still_fits() {
    LimitRun run = new LimitRun(budget("calls", 100));

    assertThat(refused(run, weighing(90), weighing(37), weighing(10), weighing(1)))
        .containsExactly(false, true, false, true);
    assertThat(run.tallied(Count.REFUSED)).isEqualTo(2);
  }

  @Test
  void one_batch_decides_as_several() {
    LimitRun run = new LimitRun(budget("calls", 100));

    Outcome outcome = run.count(weighing(90), weighing(37), weighing(10), weighing(1));

    assertThat(outcome.refused()).extracting(Outcome.Refused::occurrence).containsExactly(1, 3);
    assertThat(outcome.refused().getFirst().detail())
        .isEqualTo("limit calls allows 100 and this came to 127");
  }

  @Test
  void the_record_says_what_was_offered() {
    LimitRun run = new LimitRun(budget("calls", 100));

    run.count(weighing(100), weighing(30), weighing(7));

    assertThat(run.values()).containsExactly(130L);
    assertThat(run.violations.getFirst().action()).isEqualTo(LimitAction.DROP);
  }

  @Test
  void what_one_limit_refuses_uses_up_the_budget_of_no_other() {
    TestLimit burst = budget("burst", 10).seconds(1);
    TestLimit month = budget("month", 30).seconds(3_600);
    LimitRun run = new LimitRun(burst, month);

    run.count(weighing(10), weighing(5), weighing(5), weighing(5), weighing(5));
    assertThat(run.refused).extracting(Outcome.Refused::limit).containsOnly("burst").hasSize(4);

    assertThat(
            refused(
                run,
                events.at(T0.plusSeconds(1), "{\"n\":10}"),
                events.at(T0.plusSeconds(2), "{\"n\":10}"),
                events.at(T0.plusSeconds(3), "{\"n\":1}")))
        .containsExactly(false, false, true);
    assertThat(run.refused.getLast().limit()).isEqualTo("month");
  }

  @Test
  void what_is_too_long_by_itself_is_refused_and_uses_up_no_budget() {
    LimitRun run =
        new LimitRun(
            budget("calls", 2), TestLimit.of("text", 3).perEvent().chars("$event.text").drop());

    assertThat(
            refused(
                run,
                events.at(T0, "{\"n\":1,\"text\":\"abcd\"}"),
                events.at(T0, "{\"n\":1,\"text\":\"abc\"}"),
                events.at(T0, "{\"n\":1}"),
                events.at(T0, "{\"n\":1}")))
        .containsExactly(true, false, false, true);
  }

  @Test
  void a_limit_that_is_turned_to_drop_knows_what_went_on_before() {
    LimitRun run = new LimitRun(TestLimit.of("calls", 100).weight("$event.n"));
    run.count(weighing(95));

    run.change(budget("calls", 100));

    assertThat(refused(run, weighing(6), weighing(5), weighing(1)))
        .containsExactly(true, false, true);
  }

  @Test
  void what_was_refused_stays_refused_under_another_threshold() {
    LimitRun run = new LimitRun(budget("calls", 10));
    assertThat(refused(run, weighing(8), weighing(5))).containsExactly(false, true);

    run.change(budget("calls", 14));
    Outcome outcome = run.count(weighing(4), weighing(2), weighing(1));

    assertThat(outcome.refused()).extracting(Outcome.Refused::occurrence).containsExactly(2);
  }

  @Test
  void a_sum_that_can_grow_no_more_does_not_give_the_budget_back() {
    LimitRun run = new LimitRun(budget("calls", 100));
    long most = ExactInteger.MAX;

    assertThat(
            refused(run, weighing(60), weighing(most), weighing(most), weighing(41), weighing(40)))
        .containsExactly(false, true, true, true, false);
  }

  @Test
  void what_is_of_our_own_making_is_never_refused() {
    LimitRun run = new LimitRun(budget("calls", 1).includeSystem());

    run.count(events.system(T0, "{\"n\":9}"), events.system(T0, "{\"n\":9}"));
    assertThat(run.refused).isEmpty();
    assertThat(run.tallied(Count.REFUSED)).isZero();

    run.count(weighing(1));
    assertThat(run.refused).hasSize(1);
  }

  @Test
  void what_has_no_counter_of_its_own_goes_on() {
    LimitRun run = new LimitRun(budget("calls", 0).key("k", "$event.k").keysMax(1));

    assertThat(
            refused(
                run,
                events.at(T0, "{\"n\":1,\"k\":\"a\"}"),
                events.at(T0, "{\"n\":1,\"k\":\"b\"}")))
        .containsExactly(true, false);
  }
}
