package io.ingestlayer.pipeline;

import io.ingestlayer.delivery.LaneKey;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.entity.EntityTraits;
import io.ingestlayer.event.Event;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Takes stored events through a pipeline version once more, to send them again. Writes nothing; no limit counts them. Any
/// thread may call it.
public final class Rewalk {
  private final ActionTypes types;
  private final EntityTraits entities;
  private final Targets targets;
  private final InstantSource clock;

  public Rewalk(ActionTypes types, EntityTraits entities, Targets targets, InstantSource clock) {
    this.types = types;
    this.entities = entities;
    this.targets = targets;
    this.clock = clock;
  }

  /// An event that came through, and one of the ways it goes on.
  ///
  /// @param rowMax deliveries of that lane that may wait in one row
  public record Way(
      Scope scope, PipelineVersion version, RouteDefinition route, LaneKey lane, int rowMax) {}

  /// Whether the pipeline takes such an event.
  public boolean takes(PipelineVersion version, Event event) {
    Matching matching = Matching.of(version.definition());
    return matching.takesType(event.type()) && matching.takesFrom(event.sourceId());
  }

  /// Every way that one of the events goes, in their order. One that is dropped or skipped now has none; neither has one to
  /// a destination that is not defined any more.
  public List<Way> take(PipelineVersion version, List<Event> events) {
    // A plan of its own: the decider's belongs to the decider's thread.
    PipelinePlan plan = PipelinePlan.compile(version, types, entities);
    List<Way> ways = new ArrayList<>();
    for (Walk walk : plan.walk(events, clock.instant(), Map.of())) {
      if (walk.goesOn()) {
        plan.routes().forEach(it -> add(ways, version, it, walk.scope()));
      }
    }
    return ways;
  }

  private void add(List<Way> ways, PipelineVersion version, RoutePlan route, Scope scope) {
    Target target = targets.find(route.definition().to()).orElse(null);
    if (target != null && route.way(target, scope) instanceof RoutePlan.Way.Routed routed) {
      LaneKey lane = new LaneKey(target.definition().name(), routed.lane());
      ways.add(new Way(scope, version, route.definition(), lane, target.lanes().batchMax()));
    }
  }
}
