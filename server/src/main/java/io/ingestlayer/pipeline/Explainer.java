package io.ingestlayer.pipeline;

import io.ingestlayer.delivery.LaneKey;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.entity.EntityTraits;
import io.ingestlayer.event.Event;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.pipeline.WalkTrace.RouteTrace;
import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.workspace.PipelineVersion;
import java.util.List;

/// Tells what the steps of a pipeline version make of an event, by taking it through them again. Writes nothing. Any
/// thread may call it.
///
/// It answers from what is known now: an entity that was written since, or a destination that was changed, may make it
/// another answer than the decision's; the decision's own rows say what became of the event then.
public final class Explainer {
  private final ActionTypes types;
  private final EntityTraits entities;
  private final Targets targets;
  private final Timer timer;

  public Explainer(ActionTypes types, EntityTraits entities, Targets targets, Timer timer) {
    this.types = types;
    this.entities = entities;
    this.targets = targets;
    this.timer = timer;
  }

  /// Whether the pipeline takes the event at all; when not, there is nothing to explain.
  public boolean matches(Event event, PipelineVersion version) {
    Matching matching = Matching.of(version.definition());
    return matching.takesType(event.type()) && matching.takesFrom(event.sourceId());
  }

  public WalkTrace explain(Event event, PipelineVersion version) {
    // A plan of its own: the decider's belongs to the decider's thread.
    PipelinePlan plan = PipelinePlan.compile(version, types, entities);
    WalkTrace.Recorder recorder = new WalkTrace.Recorder();
    Walk walk = new Walk(event, Scope.of(event, timer.instant()), recorder);
    List<Walk> through = plan.steps().take(List.of(walk));
    List<RouteTrace> routes =
        through.isEmpty()
            ? List.of()
            : plan.routes().stream().map(it -> trace(it, walk.scope())).toList();
    return new WalkTrace(recorder.steps(), routes, walk.scope());
  }

  private RouteTrace trace(RoutePlan route, Scope scope) {
    int position = route.definition().position();
    String to = route.definition().to();
    return switch (route.way(targets.find(to).orElse(null), scope)) {
      case RoutePlan.Way.Routed routed ->
          new RouteTrace(position, to, new LaneKey(to, routed.lane()).lane(), null, null);
      case RoutePlan.Way.Skipped skipped ->
          new RouteTrace(position, to, null, "when_not_true", skipped.detail());
      case RoutePlan.Way.Dead dead ->
          new RouteTrace(position, to, null, dead.code(), dead.detail());
    };
  }
}
