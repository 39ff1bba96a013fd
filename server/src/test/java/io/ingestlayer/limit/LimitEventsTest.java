package io.ingestlayer.limit;

import static io.ingestlayer.limit.TestEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.Tally.Count;
import io.ingestlayer.outbox.OutboxEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The events that crossings become.
class LimitEventsTest {
  private final TestEvents events = new TestEvents();

  private Event weighing(long weight) {
    return events.at(T0, "{\"c\":\"c1\",\"n\":" + weight + "}");
  }

  private static TestLimit warning() {
    return TestLimit.of(100).weight("$event.n").key("c", "$event.c").warnAt(90, 80);
  }

  private static List<Value> percents(LimitRun run) {
    return run.events(LimitEvents.WARNING).stream()
        .map(it -> it.payload().tree().get("percents"))
        .toList();
  }

  @Test
  void a_crossing_becomes_an_event_with_the_record_and_what_stands_around_it() {
    LimitRun run = new LimitRun(TestLimit.of(1).key("c", "$event.c"));

    run.count(weighing(1), weighing(1), weighing(1));

    OutboxEvent event = run.events(LimitEvents.VIOLATION).getFirst();
    assertThat(run.events).hasSize(1);
    assertThat(event.id()).isEqualTo(run.ids().getFirst());
    assertThat(event.sourceId()).isEqualTo(Occurrence.SYSTEM_SOURCE);
    assertThat(event.occurredAt()).isEqualTo(T0);
    assertThat(event.payload().text())
        .isEqualTo(
            """
            {"limit_name":"calls","limit_type":"quota","limit_interval_type":"periodic",\
            "limit_interval_periodic_details":{"duration_seconds":60},"limit_threshold":1,\
            "limit_threshold_unit":"count","limit_event_type":"api_call","limit_value":2,\
            "violation_context":{"c":"c1"},"key":{"c":"c1"},"level":1,"action":"record",\
            "late":false,"window_start":"2026-07-01T00:00:00.000Z",\
            "window_end":"2026-07-01T00:01:00.000Z","violation_id":"%s","system":true,"hop":1}\
            """
                .formatted(event.id()));
  }

  @Test
  void a_rule_may_say_what_its_first_crossing_becomes() {
    LimitRun run =
        new LimitRun(
            LimitRun.traits("customer", "c1", "{\"csm\":\"mia\"}"),
            TestLimit.of(10)
                .weight("$event.n")
                .key("customer_id", "$event.c")
                .entity("customer", "$event.c")
                .againAt(100)
                .emit(
                    "usage.limit_reached",
                    """
                    {"customer_id": "$event.c", "metric": "calls", "csm": "$entity.customer.csm",
                     "limit": "$limit.threshold", "used": "$limit.value", "name": "$limit.name",
                     "key": "$limit.key", "from": "$limit.window_start", "to": "$limit.window_end"}
                    """));

    run.count(weighing(21));

    assertThat(run.events)
        .extracting(OutboxEvent::type)
        .containsExactly("usage.limit_reached", LimitEvents.VIOLATION);
    assertThat(run.events.getFirst().payload().text())
        .isEqualTo(
            """
            {"customer_id":"c1","metric":"calls","csm":"mia","limit":10,"used":21,"name":"calls",\
            "key":{"customer_id":"c1"},"from":"2026-07-01T00:00:00.000Z",\
            "to":"2026-07-01T00:01:00.000Z"}\
            """);
    assertThat(run.events.getFirst().sourceId()).isEqualTo(Occurrence.SYSTEM_SOURCE);
  }

  @Test
  void a_jump_over_two_warnings_is_one_that_lists_both() {
    LimitRun run = new LimitRun(warning());

    run.count(weighing(79));
    assertThat(run.events).isEmpty();

    run.count(weighing(12), weighing(1));
    assertThat(run.violations).isEmpty();
    assertThat(run.events).hasSize(1);
    assertThat(run.events.getFirst().payload().text())
        .isEqualTo(
            """
            {"limit_name":"calls","limit_event_type":"api_call","percent":90,"percents":[80,90],\
            "limit_value":91,"limit_threshold":100,"limit_threshold_unit":"count",\
            "key":{"c":"c1"},"window_start":"2026-07-01T00:00:00.000Z",\
            "window_end":"2026-07-01T00:01:00.000Z","system":true,"hop":1}\
            """);
  }

  @Test
  void each_warning_is_given_once() {
    LimitRun run = new LimitRun(warning());

    run.count(weighing(80), weighing(5));
    run.count(weighing(5));
    run.count(weighing(5));

    assertThat(percents(run))
        .containsExactly(Value.array(List.of(Value.of(80))), Value.array(List.of(Value.of(90))));
  }

  @Test
  void what_violates_at_once_gives_no_warning_before_or_after() {
    LimitRun run = new LimitRun(warning());

    run.count(weighing(101));
    run.count(weighing(1));

    assertThat(run.events).extracting(OutboxEvent::type).containsExactly(LimitEvents.VIOLATION);
  }

  @Test
  void a_record_that_was_there_already_leads_to_no_event() {
    LimitRun run = new LimitRun(TestLimit.of(0));
    Event event = weighing(1);
    LimitRun before = new LimitRun(TestLimit.of(0));
    before.count(event);
    run.store().record(before.violations);

    Outcome outcome = run.count(event);

    assertThat(outcome.events()).isEmpty();
    assertThat(outcome.violations()).isEmpty();
    assertThat(run.tallied(Count.VIOLATIONS)).isZero();
  }

  @Test
  void a_crossing_that_an_event_of_our_own_causes_is_a_number_only() {
    LimitRun run =
        new LimitRun(
            warning().includeSystem(),
            TestLimit.of("each", 5).perEvent().weight("$event.n").includeSystem());

    run.count(events.system(T0, "{\"c\":\"c1\",\"n\":85}"));
    run.count(events.system(T0, "{\"c\":\"c1\",\"n\":85}"));

    assertThat(run.events).isEmpty();
    assertThat(run.violations).isEmpty();
    assertThat(run.tallied(Count.COUNTED)).isEqualTo(4);
    assertThat(run.tallied(Count.SUPPRESSED)).isEqualTo(4);
  }

  @Test
  void such_a_crossing_does_not_hide_that_of_the_next_ordinary_event() {
    LimitRun run = new LimitRun(warning().includeSystem());
    run.count(events.system(T0, "{\"c\":\"c1\",\"n\":200}"));

    run.count(weighing(1), weighing(1));

    assertThat(run.values()).containsExactly(201L);
  }

  @Test
  void an_event_of_our_own_is_known_by_its_source() {
    assertThat(Occurrence.isSystem(events.system(T0, "{}"))).isTrue();
    assertThat(Occurrence.isSystem(events.at(T0, "{\"system\":true}"))).isFalse();
  }
}
