package io.ingestlayer.pipeline;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.delivery.FinishedDelivery;
import io.ingestlayer.delivery.FinishedDelivery.State;
import io.ingestlayer.delivery.FlowCounts;
import io.ingestlayer.delivery.FlowCounts.Counter;
import io.ingestlayer.delivery.LaneKey;
import io.ingestlayer.delivery.OpenDelivery;
import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.Value;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A decision in the making. One thread.
final class DecisionDraft {
  private static final int WHOLE = FlowCounts.WHOLE_PIPELINE;

  private final Instant now;
  private final List<OpenDelivery> open = new ArrayList<>();
  private final List<FinishedDelivery> finished = new ArrayList<>();
  private final FlowCounts counts = new FlowCounts();

  DecisionDraft(Instant now) {
    this.now = now;
  }

  Instant now() {
    return now;
  }

  /// Counts for the log as a whole.
  void countLog(Counter counter, long events) {
    count(0, WHOLE, "", counter, events);
  }

  /// Counts for a pipeline version.
  void count(PipelineVersion version, Counter counter, long walks) {
    count(version.id(), WHOLE, "", counter, walks);
  }

  /// Counts for one of its destinations.
  void count(PipelineVersion version, RouteDefinition route, Counter counter, long walks) {
    count(version.id(), route.position(), route.to(), counter, walks);
  }

  private void count(int version, int route, String to, Counter counter, long more) {
    if (more > 0) {
      counts.add(version, route, to, now, counter, more);
    }
  }

  /// Promises the events to a destination: in rows of as many as its lanes send at once, by lane.
  void promise(Target target, Map<String, List<Delivery>> byLane) {
    int rowMax = Math.min(OpenDelivery.DELIVERIES_MAX, target.lanes().batchMax());
    byLane.forEach((lane, deliveries) -> {
      LaneKey key = new LaneKey(target.definition().name(), lane);
      for (int from = 0; from < deliveries.size(); from += rowMax) {
        List<Delivery> row = deliveries.subList(from, Math.min(deliveries.size(), from + rowMax));
        open.add(OpenDelivery.decided(row.getFirst().id().value(), key, row, now));
      }
    });
  }

  /// Ends a walk before the destinations.
  void end(PipelineVersion version, Walk walk, Walk.End end) {
    Value.ObjBuilder extra = extra(end.dead() ? walk.event() : null, end.detail());
    if (!walk.remarks().isEmpty()) {
      extra.put("remarks", Value.array(walk.remarks().stream().map(Value::of).toList()));
    }
    State state = end.dead() ? State.DEAD : State.DROPPED;
    finish(version, null, walk.event(), state, end.step(), end.code(), extra.build());
  }

  void skip(PipelineVersion version, RouteDefinition route, Event event, String detail) {
    Value.Obj extra = extra(null, detail).build();
    finish(version, route, event, State.SKIPPED, null, "when_not_true", extra);
  }

  void kill(
      PipelineVersion version, RouteDefinition route, Event event, String code, String detail) {
    finish(version, route, event, State.DEAD, null, code, extra(event, detail).build());
  }

  /// Gives up an event that no transaction could hold.
  ///
  /// @param copyPayload whether its payload goes into the row; not when even that failed
  void poison(PipelineVersion version, Event event, boolean copyPayload) {
    Value.Obj extra =
        extra(copyPayload ? event : null, "what was decided could not be stored, twice").build();
    finish(version, null, event, State.DEAD, null, "poison_event", extra);
  }

  private static Value.ObjBuilder extra(@Nullable Event copied, String detail) {
    Value.ObjBuilder extra = Value.object().put("detail", detail);
    return copied == null ? extra : extra.put("payload", copied.payload().tree());
  }

  private void finish(
      PipelineVersion version,
      @Nullable RouteDefinition route,
      Event event,
      State state,
      @Nullable String step,
      String code,
      Value.Obj extra) {
    int position = route == null ? WHOLE : route.position();
    finished.add(
        new FinishedDelivery(
            DeliveryId.of(event.id(), version.id(), position, 0),
            event.id(),
            event.offset(),
            version.id(),
            position,
            route == null ? null : route.to(),
            null,
            null,
            state,
            step,
            code,
            0,
            now,
            extra));
  }

  /// @param versions the pipeline versions that were active, by id
  Decision done(Set<Integer> versions) {
    return new Decision(versions, open, finished, counts, List.of());
  }
}
