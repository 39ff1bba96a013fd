package io.ingestlayer.replay;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.FlowCounts;
import io.ingestlayer.delivery.FlowCounts.Counter;
import io.ingestlayer.delivery.LaneKey;
import io.ingestlayer.delivery.OpenDelivery;
import io.ingestlayer.delivery.OpenDelivery.Priority;
import io.ingestlayer.delivery.OrderKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a batch of promises becomes: rows that wait, each of one lane, and entries in the books.
final class PromisedRows {
  private PromisedRows() {}

  /// What may wait together in one row; what has an order is alone in its own.
  private record Together(
      LaneKey lane,
      int pipelineVersion,
      int route,
      int partition,
      int max,
      @Nullable Long orderKey) {}

  static List<OpenDelivery> of(List<Batch.Promise> promises, Instant now) {
    Map<Together, List<Delivery>> groups = new LinkedHashMap<>();
    for (Batch.Promise promise : promises) {
      Delivery delivery = promise.delivery();
      Long orderKey = OrderKey.of(delivery.route(), delivery.scope());
      Together together =
          new Together(
              promise.lane(),
              delivery.pipeline().id(),
              delivery.route().position(),
              delivery.event().offset().partition(),
              orderKey == null ? Math.min(OpenDelivery.DELIVERIES_MAX, promise.rowMax()) : 1,
              orderKey);
      groups.computeIfAbsent(together, _ -> new ArrayList<>()).add(delivery);
    }
    List<OpenDelivery> open = new ArrayList<>();
    groups.forEach((together, deliveries) -> {
      for (int from = 0; from < deliveries.size(); from += together.max()) {
        List<Delivery> row =
            deliveries.subList(from, Math.min(deliveries.size(), from + together.max()));
        open.add(
            OpenDelivery.again(
                    row.getFirst().id().value(), together.lane(), row, now, Priority.REPLAY)
                .inOrder(together.orderKey()));
      }
    });
    return open;
  }

  static FlowCounts counts(List<Batch.Promise> promises, Instant now) {
    FlowCounts counts = new FlowCounts();
    for (Batch.Promise promise : promises) {
      counts.add(
          promise.delivery().pipeline().id(),
          promise.delivery().route().position(),
          promise.lane().destination(),
          now,
          Counter.ROUTED,
          1);
    }
    return counts;
  }
}
