package io.ingestlayer.pipeline;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.delivery.FlowCounts.Counter;
import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.limit.Outcome.Refused;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one route of a pipeline is about to be promised.
///
/// @param target null when the destination is not defined any more; then there are no messages
record RouteDraft(
    PipelineVersion version,
    RouteDefinition route,
    @Nullable Target target,
    List<Message> messages) {

  /// @param lane of the destination that it goes to
  record Message(String lane, Delivery delivery) {}

  RouteDraft {
    messages = List.copyOf(messages);
  }

  /// Promises what no limit refuses.
  void promise(Map<DeliveryId, Refused> refused, DecisionDraft draft) {
    if (target == null) {
      return;
    }
    Map<String, List<Delivery>> byLane = new LinkedHashMap<>();
    long over = 0;
    for (Message message : messages) {
      Refused why = refused.get(message.delivery().id());
      if (why == null) {
        byLane.computeIfAbsent(message.lane(), _ -> new ArrayList<>()).add(message.delivery());
      } else {
        over++;
        draft.skip(version, route, message.delivery().event(), BatchLimits.CODE, why.detail());
      }
    }
    draft.promise(target, byLane);
    draft.count(version, route, Counter.SKIPPED, over);
  }
}
