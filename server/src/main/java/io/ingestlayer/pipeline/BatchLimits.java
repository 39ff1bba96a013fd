package io.ingestlayer.pipeline;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.Counted;
import io.ingestlayer.limit.LimitCounting;
import io.ingestlayer.limit.LimitRules;
import io.ingestlayer.limit.Occurrence;
import io.ingestlayer.limit.Outcome;
import io.ingestlayer.limit.Outcome.Refused;
import io.ingestlayer.limit.Traits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Counts a batch against the limits, in the transaction of its decision: its events, then the messages they become.
///
/// In this order for every batch, so that two of them lock the counters in one order.
final class BatchLimits {
  /// Of what a limit ended.
  static final String CODE = "limit_exceeded";

  private final LimitRules rules;
  private final Traits traits;
  private final LimitCounting counting;
  private final DecisionDraft draft;

  BatchLimits(LimitRules rules, Traits traits, LimitCounting counting, DecisionDraft draft) {
    this.rules = rules;
    this.traits = traits;
    this.counting = counting;
    this.draft = draft;
  }

  /// Those that a limit ends.
  Map<EventId, Refused> events(List<Event> events) {
    if (!rules.count(Counted.EVENT)) {
      return Map.of();
    }
    List<Occurrence> occurrences = events.stream().map(Occurrence::of).toList();
    return count(occurrences, place -> events.get(place).id());
  }

  /// Those that a limit keeps from being sent.
  Map<DeliveryId, Refused> messages(List<RouteDraft> routes) {
    if (!rules.count(Counted.NOTIFICATION)) {
      return Map.of();
    }
    List<Delivery> deliveries = new ArrayList<>();
    List<Occurrence> occurrences = new ArrayList<>();
    for (RouteDraft route : routes) {
      for (RouteDraft.Message message : route.messages()) {
        Delivery delivery = message.delivery();
        deliveries.add(delivery);
        // By the event's arrival, so that a repeat of the decision counts it in the same window.
        occurrences.add(
            Occurrence.of(
                Counted.NOTIFICATION,
                delivery.id().value(),
                delivery.event(),
                delivery.scope(),
                dimensions(delivery, message.lane()),
                delivery.event().receivedAt()));
      }
    }
    return count(occurrences, place -> deliveries.get(place).id());
  }

  private static Value.Obj dimensions(Delivery delivery, String lane) {
    String pipeline = delivery.pipeline().definition().name();
    String destination = delivery.route().to();
    return Value.object()
        .put("source", delivery.event().sourceId())
        .put("pipeline", pipeline)
        .put("destination", destination)
        .put("route", pipeline + "/" + destination)
        .putIfPresent("channel", lane.isEmpty() ? null : lane)
        .build();
  }

  private <T> Map<T, Refused> count(List<Occurrence> occurrences, Function<Integer, T> idAt) {
    Outcome outcome = counting.count(rules.measure(occurrences, traits));
    draft.send(outcome.events());
    if (outcome.refused().isEmpty()) {
      return Map.of();
    }
    Map<T, Refused> refused = new HashMap<>();
    outcome.refused().forEach(it -> refused.putIfAbsent(idAt.apply(it.occurrence()), it));
    return refused;
  }
}
