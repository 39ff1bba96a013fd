package io.ingestlayer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.delivery.LaneSpec;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.entity.CoreDatabase;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.limit.Counted;
import io.ingestlayer.limit.LimitRecords;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitRules;
import io.ingestlayer.limit.Occurrence;
import io.ingestlayer.limit.Threshold;
import io.ingestlayer.limit.Traits;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import io.ingestlayer.workspace.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PacedLanesTest {
  private static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");
  private static final Value.Obj DIMENSIONS =
      Value.object()
          .put("source", "shop")
          .put("pipeline", "signups")
          .put("destination", "paced")
          .put("route", "signups/paced")
          .put("channel", "#alerts")
          .build();

  private static List<LimitRule> rules(@Nullable Rate rate) {
    Target sample = new Definitions().find("paced").orElseThrow();
    Target paced = new Target(sample.definition(), sample.type(), new LaneSpec(1, 1, rate));
    Targets targets = name -> java.util.Optional.of(paced);
    return PacedLanes.rules(
        new Workspace.Active(Map.of(), Map.of("paced", paced.definition()), List.of(), List.of()),
        targets);
  }

  private static Occurrence message(Instant at, int number, String source) {
    Event event =
        new Event(
            new EventId(new UUID(1, number)),
            new Offset(0, number),
            "user.signed_up",
            source,
            at,
            at,
            Payload.of(Value.Obj.EMPTY));
    return Occurrence.of(
        Counted.NOTIFICATION, new UUID(2, number), event, Scope.of(event, at), DIMENSIONS, at);
  }

  private static List<Occurrence> burst(Instant at, int from, String source) {
    return IntStream.range(from, from + 300).mapToObj(it -> message(at, it, source)).toList();
  }

  @Test
  void a_pace_is_what_a_lane_can_send_in_a_minute() {
    assertThat(rules(new Rate(1, Duration.ofSeconds(1))))
        .extracting(LimitRule::threshold)
        .containsExactly(new Threshold.Fixed(60));
    assertThat(rules(new Rate(1, Duration.ofMinutes(7))))
        .extracting(LimitRule::threshold)
        .containsExactly(new Threshold.Fixed(1));
    assertThat(rules(new Rate(Integer.MAX_VALUE, Duration.ofNanos(1))))
        .extracting(LimitRule::threshold)
        .containsExactly(new Threshold.Fixed((1L << 53) - 1));
    assertThat(rules(null)).isEmpty();
  }

  @Test
  void a_burst_at_one_channel_is_one_record_for_each_minute() {
    LimitRules limits = new LimitRules(rules(new Rate(1, Duration.ofSeconds(1))));
    try (CoreDatabase core = CoreDatabase.create()) {
      LimitRecords records = new LimitRecords(core.database());

      List<List<Occurrence>> bursts =
          List.of(
              burst(NINE, 0, "shop"),
              burst(NINE.plusSeconds(30), 300, "shop"),
              burst(NINE.plusSeconds(60), 600, "shop"),
              burst(NINE.plusSeconds(120), 900, Occurrence.SYSTEM_SOURCE));
      for (List<Occurrence> each : bursts) {
        core.database()
            .transaction(
                "count",
                connection ->
                    records
                        .ledger()
                        .within(connection, 0, NINE)
                        .count(limits.measure(each, Traits.NONE)));
      }

      assertThat(records.all())
          .hasSize(2)
          .containsOnly(
              """
              {"limit_name":"lane-pace","limit_type":"rate_limit",\
              "limit_interval_type":"periodic",\
              "limit_interval_periodic_details":{"duration_seconds":60},\
              "limit_threshold":60,"limit_threshold_unit":"count",\
              "limit_event_type":"notification","limit_value":61,\
              "violation_context":{"route":"signups/paced","source":"shop",\
              "channel":"#alerts","pipeline":"signups","destination":"paced"}}\
              """);
    }
  }
}
