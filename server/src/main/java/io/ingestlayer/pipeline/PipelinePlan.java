package io.ingestlayer.pipeline;

import io.ingestlayer.entity.EntityTraits;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.limit.Outcome.Refused;
import io.ingestlayer.workspace.PipelineVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A pipeline version, made ready once: what it takes, its steps, its routes.
record PipelinePlan(
    PipelineVersion version, Matching matching, Steps steps, List<RoutePlan> routes) {

  PipelinePlan {
    routes = List.copyOf(routes);
  }

  /// Never fails for a definition that was loaded: its parts were read and checked then.
  static PipelinePlan compile(PipelineVersion version, ActionTypes types, EntityTraits entities) {
    return new PipelinePlan(
        version,
        Matching.of(version.definition()),
        Steps.open(version.definition().steps(), types, entities),
        version.definition().routes().stream().map(RoutePlan::of).toList());
  }

  /// Takes the events through the steps, all at once. When a step fails on them, each goes alone, so that the fault is
  /// the outcome of the event that caused it. Returns a walk for each event, in their order.
  ///
  /// @param refused events that a limit ends before the first step
  List<Walk> walk(List<Event> events, Instant now, Map<EventId, Refused> refused) {
    try {
      List<Walk> walks = walks(events, now, refused);
      steps.take(goingOn(walks, refused));
      return walks;
    } catch (OpenedStep.StepFailedException _) {
      List<Walk> walks = walks(events, now, refused);
      goingOn(walks, refused).forEach(it -> steps.take(List.of(it)));
      return walks;
    }
  }

  private static List<Walk> goingOn(List<Walk> walks, Map<EventId, Refused> refused) {
    return refused.isEmpty() ? walks : walks.stream().filter(Walk::goesOn).toList();
  }

  private static List<Walk> walks(List<Event> events, Instant now, Map<EventId, Refused> refused) {
    List<Walk> walks = new ArrayList<>(events.size());
    for (Event event : events) {
      Walk walk = new Walk(event, Scope.of(event, now));
      Refused why = refused.get(event.id());
      if (why != null) {
        walk.drop("limit " + why.limit(), BatchLimits.CODE, why.detail());
      }
      walks.add(walk);
    }
    return walks;
  }
}
