package io.ingestlayer.pipeline;

import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.delivery.FlowCounts.Counter;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.entity.EntityTraits;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.limit.LimitCounting;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.LimitRules;
import io.ingestlayer.limit.Outcome.Refused;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import io.ingestlayer.workspace.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decides about events, by the pipelines that are active at that moment. Writes nothing. One thread.
public final class Decider {
  private final Workspace workspace;
  private final ActionTypes types;
  private final EntityTraits entities;
  private final Targets targets;
  private Workspace.@Nullable Active activeOfPlans;
  private ActivePlans plans = new ActivePlans(List.of());
  private LimitRules limits = new LimitRules(List.of());

  public Decider(Workspace workspace, ActionTypes types, EntityTraits entities, Targets targets) {
    this.workspace = workspace;
    this.types = types;
    this.entities = entities;
    this.targets = targets;
  }

  /// @param events of one partition, in order
  /// @param counting counts against the limits in the transaction that commits the decision
  Decision decide(List<Event> events, Instant now, LimitCounting counting) {
    DecisionDraft draft = new DecisionDraft(now);
    ActivePlans active = activePlans();
    BatchLimits counts = new BatchLimits(limits, entities::traits, counting, draft);
    Map<EventId, Refused> refused = counts.events(events);
    List<List<Event>> byPlan = match(events, active, draft);
    List<RouteDraft> routes = new ArrayList<>();
    for (int place = 0; place < byPlan.size(); place++) {
      if (!byPlan.get(place).isEmpty()) {
        routes.addAll(decide(active.plans().get(place), byPlan.get(place), refused, draft));
      }
    }
    Map<DeliveryId, Refused> refusedMessages = counts.messages(routes);
    routes.forEach(it -> it.promise(refusedMessages, draft));
    return draft.done(active.versions());
  }

  /// Gives the event up in every pipeline it matches: whatever is decided about it cannot be stored.
  Decision poison(Event event, Instant now, boolean copyEvent) {
    DecisionDraft draft = new DecisionDraft(now);
    ActivePlans active = activePlans();
    List<List<Event>> byPlan = match(List.of(event), active, draft);
    for (int place = 0; place < byPlan.size(); place++) {
      if (!byPlan.get(place).isEmpty()) {
        PipelineVersion version = active.plans().get(place).version();
        draft.count(version, Counter.MATCHED, 1);
        draft.count(version, Counter.DEAD_IN_WALK, 1);
        draft.poison(version, event, copyEvent);
      }
    }
    return draft.done(active.versions());
  }

  /// The events of each pipeline, by its place; counts what the log as a whole matched.
  private static List<List<Event>> match(
      List<Event> events, ActivePlans active, DecisionDraft draft) {
    List<List<Event>> byPlan = new ArrayList<>();
    active.plans().forEach(_ -> byPlan.add(new ArrayList<>()));
    long matched = 0;
    for (Event event : events) {
      boolean taken = false;
      for (int place : active.ofType(event)) {
        if (active.plans().get(place).matching().takesFrom(event.sourceId())) {
          byPlan.get(place).add(event);
          taken = true;
        }
      }
      matched += taken ? 1 : 0;
    }
    draft.countLog(Counter.MATCHED, matched);
    draft.countLog(Counter.UNMATCHED, events.size() - matched);
    return byPlan;
  }

  /// Takes the events through a pipeline's steps, and says where those go that came through.
  private List<RouteDraft> decide(
      PipelinePlan plan, List<Event> events, Map<EventId, Refused> refused, DecisionDraft draft) {
    PipelineVersion version = plan.version();
    List<Walk> through = new ArrayList<>(events.size());
    long dead = 0;
    for (Walk walk : plan.walk(events, draft.now(), refused)) {
      Walk.End end = walk.end();
      if (end == null) {
        through.add(walk);
      } else {
        dead += end.dead() ? 1 : 0;
        draft.end(version, walk, end);
      }
    }
    draft.count(version, Counter.MATCHED, events.size());
    draft.count(version, Counter.DEAD_IN_WALK, dead);
    draft.count(version, Counter.DROPPED, events.size() - through.size() - dead);
    draft.count(version, Counter.ROUTED, through.size());
    return plan.routes().stream().map(it -> route(version, it, through, draft)).toList();
  }

  private RouteDraft route(
      PipelineVersion version, RoutePlan plan, List<Walk> walks, DecisionDraft draft) {
    RouteDefinition route = plan.definition();
    Target target = targets.find(route.to()).orElse(null);
    List<RouteDraft.Message> messages = new ArrayList<>();
    long skipped = 0;
    long dead = 0;
    for (Walk walk : walks) {
      switch (plan.way(target, walk.scope())) {
        case RoutePlan.Way.Routed routed ->
            messages.add(new RouteDraft.Message(routed.lane(), delivery(version, route, walk)));
        case RoutePlan.Way.Skipped skip -> {
          skipped++;
          draft.skip(version, route, walk.event(), "when_not_true", skip.detail());
        }
        case RoutePlan.Way.Dead given -> {
          dead++;
          draft.kill(delivery(version, route, walk), given);
        }
      }
    }
    draft.count(version, route, Counter.ROUTED, walks.size());
    draft.count(version, route, Counter.SKIPPED, skipped);
    draft.count(version, route, Counter.DEAD, dead);
    return new RouteDraft(version, route, target, messages);
  }

  private static Delivery delivery(PipelineVersion version, RouteDefinition route, Walk walk) {
    DeliveryId id = DeliveryId.of(walk.event().id(), version.id(), route.position(), 0);
    return new Delivery(id, walk.event(), walk.scope(), version, route);
  }

  /// The snapshot is compared by identity: it is replaced whole, and looking into it would cost every batch.
  @SuppressWarnings("ReferenceEquality")
  private ActivePlans activePlans() {
    Workspace.Active active = workspace.active();
    if (active != activeOfPlans) {
      Map<Integer, PipelinePlan> ready = new HashMap<>();
      plans.plans().forEach(it -> ready.put(it.version().id(), it));
      plans =
          new ActivePlans(
              active.pipelines().stream()
                  .map(it -> {
                    PipelinePlan known = ready.get(it.id());
                    return known != null ? known : PipelinePlan.compile(it, types, entities);
                  })
                  .toList());
      limits = new LimitRules(limits(active));
      activeOfPlans = active;
    }
    return plans;
  }

  /// Those that a person made, and the pace of the lanes.
  private List<LimitRule> limits(Workspace.Active active) {
    List<LimitRule> all = new ArrayList<>(active.limits());
    all.addAll(PacedLanes.rules(active, targets));
    return all;
  }
}
