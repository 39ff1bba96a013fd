package io.ingestlayer.admin;

import io.ingestlayer.delivery.AttemptView;
import io.ingestlayer.delivery.DeliveryQueries;
import io.ingestlayer.delivery.DeliveryView;
import io.ingestlayer.event.CompactId;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.Value;
import io.ingestlayer.pipeline.Explainer;
import io.ingestlayer.pipeline.WalkTrace;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.Workspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Where an event went and why: received, the gate, each pipeline version that took it with each step's verdict, each
/// destination with each attempt and the next one.
///
/// What was decided and sent is read from the rows written then. What a step said is told by taking the event through the
/// same version again, with the entities as they are now.
public final class Timeline {
  private final DeliveryQueries deliveries;
  private final Workspace workspace;
  private final Explainer explainer;
  private final Predicate<Event> isDecided;

  /// @param isDecided whether the pipelines have passed the event's place in the log
  public Timeline(
      DeliveryQueries deliveries,
      Workspace workspace,
      Explainer explainer,
      Predicate<Event> isDecided) {
    this.deliveries = deliveries;
    this.workspace = workspace;
    this.explainer = explainer;
    this.isDecided = isDecided;
  }

  Value.Obj of(Event event) {
    boolean decided = isDecided.test(event);
    List<DeliveryView> found = deliveries.ofEvent(event);
    List<Value> pipelines =
        versions(event, found).stream()
            .map(it -> pipeline(event, it, found))
            .<Value>map(it -> it)
            .toList();
    return Value.object()
        .put("event", EventRoutes.json(event))
        .put(
            "received",
            Value.object()
                .put("at", Answers.time(event.receivedAt()))
                .put("source_id", event.sourceId())
                .put("partition", event.offset().partition())
                .put("offset", event.offset().position())
                .build())
        .put("gate", Value.object().put("verdict", "accepted").build())
        .put("decided", decided)
        .put("matched", !pipelines.isEmpty())
        .put("pipelines", Value.array(pipelines))
        .build();
  }

  /// Those that left rows, and those active now that take such an event and left none.
  private List<PipelineVersion> versions(Event event, List<DeliveryView> found) {
    Map<Integer, PipelineVersion> versions = new LinkedHashMap<>();
    for (DeliveryView delivery : found) {
      workspace.pipeline(delivery.pipelineVersion()).ifPresent(it -> versions.put(it.id(), it));
    }
    List<String> names = versions.values().stream().map(PipelineVersion::name).toList();
    workspace.active().pipelines().stream()
        .filter(it -> !names.contains(it.name()) && explainer.matches(event, it))
        .forEach(it -> versions.put(it.id(), it));
    return versions.values().stream().sorted(Comparator.comparingInt(PipelineVersion::id)).toList();
  }

  private Value.Obj pipeline(Event event, PipelineVersion version, List<DeliveryView> found) {
    WalkTrace trace = explainer.explain(event, version);
    List<DeliveryView> own =
        found.stream().filter(it -> it.pipelineVersion() == version.id()).toList();
    Optional<DeliveryView> ended = own.stream().filter(it -> it.route() < 0).findFirst();
    List<Value> destinations = new ArrayList<>();
    own.stream().filter(it -> it.route() >= 0).forEach(it -> destinations.add(delivery(it)));
    return Value.object()
        .put("pipeline", version.name())
        .put("version", version.version())
        .put("verdict", ended.map(DeliveryView::state).orElse("routed"))
        .put("ended", ended.<Value>map(Timeline::end).orElse(Value.Null.NULL))
        .put("steps", Value.array(trace.steps().stream().map(Timeline::step).toList()))
        .put("destinations", Value.array(destinations))
        .build();
  }

  private static Value end(DeliveryView ended) {
    return Value.object()
        .put("step", ended.step())
        .put("code", ended.code())
        .put("detail", ended.detail())
        .build();
  }

  private static Value.Obj step(WalkTrace.StepTrace step) {
    return Value.object()
        .put("step", step.path())
        .put("action", step.action())
        .put("verdict", step.verdict().name().toLowerCase(Locale.ROOT))
        .put("code", step.code())
        .put("detail", step.detail())
        .build();
  }

  private Value.Obj delivery(DeliveryView delivery) {
    List<AttemptView> attempts =
        delivery.root() == null
            ? List.of()
            : deliveries.attempts(delivery.root(), delivery.finishedAt());
    return DeliveryRoutes.json(delivery)
        .with("attempts_made", Value.array(attempts.stream().map(Timeline::attempt).toList()));
  }

  static Value.Obj attempt(AttemptView attempt) {
    return Value.object()
        .put("id", CompactId.write("att_", attempt.id()))
        .put("at", Answers.time(attempt.at()))
        .put("millis", attempt.millis())
        .put("deliveries", attempt.deliveries())
        .put("outcome", attempt.outcome())
        .put("code", attempt.code())
        .put("detail", attempt.detail())
        .put("possible_duplicate", attempt.ambiguous())
        .put("request", attempt.request())
        .put("response", attempt.response())
        .build();
  }
}
