package io.ingestlayer.pipeline;

import io.ingestlayer.delivery.DeadExtra;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.delivery.FinishedDelivery;
import io.ingestlayer.delivery.FinishedDelivery.State;
import io.ingestlayer.delivery.FlowCounts;
import io.ingestlayer.delivery.FlowCounts.Counter;
import io.ingestlayer.delivery.LaneKey;
import io.ingestlayer.delivery.OpenDelivery;
import io.ingestlayer.delivery.OrderKey;
import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.Value;
import io.ingestlayer.outbox.OutboxEvent;
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
  private final List<OutboxEvent> outbox = new ArrayList<>();

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

  /// Sends events of our own, once this is committed.
  void send(List<OutboxEvent> events) {
    outbox.addAll(events);
  }

  /// Promises the events to a destination: in rows of as many as its lanes send at once, by lane.
  void promise(Target target, Map<String, List<Delivery>> byLane) {
    int rowMax = Math.min(OpenDelivery.DELIVERIES_MAX, target.lanes().batchMax());
    byLane.forEach((lane, deliveries) -> {
      LaneKey key = new LaneKey(target.definition().name(), lane);
      if (deliveries.getFirst().route().orderBy() != null) {
        deliveries.forEach(it -> open.add(inOrder(key, it)));
        return;
      }
      for (int from = 0; from < deliveries.size(); from += rowMax) {
        List<Delivery> row = deliveries.subList(from, Math.min(deliveries.size(), from + rowMax));
        open.add(OpenDelivery.decided(row.getFirst().id().value(), key, row, now));
      }
    });
  }

  /// A row of its own, so that the next of its order waits for this one alone.
  private OpenDelivery inOrder(LaneKey lane, Delivery delivery) {
    return OpenDelivery.decided(delivery.id().value(), lane, List.of(delivery), now)
        .inOrder(OrderKey.of(delivery.route(), delivery.scope()));
  }

  /// Ends a walk before the destinations.
  void end(PipelineVersion version, Walk walk, Walk.End end) {
    Value.Obj extra =
        end.dead()
            ? DeadExtra.inWalk(
                walk.event(), end.detail(), "mend the step, then send the event through again")
            : detail(end.detail());
    if (!walk.remarks().isEmpty()) {
      List<Value> remarks = walk.remarks().stream().map(Value::of).toList();
      extra = extra.with("remarks", Value.array(remarks));
    }
    State state = end.dead() ? State.DEAD : State.DROPPED;
    finish(version, null, walk.event(), state, end.step(), end.code(), extra);
  }

  void skip(
      PipelineVersion version, RouteDefinition route, Event event, String code, String detail) {
    finish(version, route, event, State.SKIPPED, null, code, detail(detail));
  }

  /// Gives up a delivery that cannot be promised; it can be sent again.
  void kill(Delivery delivery, RoutePlan.Way.Dead why) {
    Value.Obj extra = DeadExtra.write(delivery, why.detail(), why.suggestion(), null);
    finish(
        delivery.pipeline(),
        delivery.route(),
        delivery.event(),
        State.DEAD,
        null,
        why.code(),
        extra);
  }

  /// Gives up an event that no transaction could hold.
  ///
  /// @param copyEvent whether the event is copied into the row; not when even that failed
  void poison(PipelineVersion version, Event event, boolean copyEvent) {
    String why = "what was decided could not be stored, twice";
    Value.Obj extra =
        copyEvent
            ? DeadExtra.inWalk(event, why, "the server's log says what the database answered")
            : detail(why);
    finish(version, null, event, State.DEAD, null, "poison_event", extra);
  }

  private static Value.Obj detail(String detail) {
    return Value.object().put("detail", detail).build();
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
    return new Decision(versions, open, finished, counts, outbox);
  }
}
