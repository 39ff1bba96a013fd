package io.ingestlayer.admin;

import io.ingestlayer.delivery.DeliveryFilter;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.replay.Replay;
import io.ingestlayer.replay.Selection;
import io.ingestlayer.workspace.PipelineNames;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.Workspace;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what is to be sent again, and how fast, out of the body of `POST /v1/replays`. What is wrong is refused with the place of it.
final class ReplayReader {
  static final List<String> MEMBERS =
      List.of("delivery", "deliveries", "events", "rate", "dry_run");

  private static final List<String> FILTER =
      List.of("state", "destination", "pipeline", "code", "from", "to");
  private static final List<String> EVENTS = List.of("pipeline", "version", "types", "from", "to");

  private final Workspace workspace;
  private final PipelineNames pipelines;

  ReplayReader(Workspace workspace, PipelineNames pipelines) {
    this.workspace = workspace;
    this.pipelines = pipelines;
  }

  Selection selection(Value.Obj body) {
    List<String> given =
        List.of("delivery", "deliveries", "events").stream()
            .filter(it -> body.get(it).isPresent())
            .toList();
    if (given.size() != 1) {
      throw invalid("", "Give exactly one of \"delivery\", \"deliveries\" and \"events\".");
    }
    String what = given.getFirst();
    return switch (what) {
      case "delivery" -> one(text(body, "delivery", "/delivery"));
      case "deliveries" -> deliveries(object(body, what, FILTER));
      default -> events(object(body, what, EVENTS));
    };
  }

  private static Selection one(@Nullable String id) {
    try {
      return new Selection.OfOne(DeliveryId.parse(String.valueOf(id)));
    } catch (IllegalArgumentException e) {
      throw invalid("/delivery", "\"delivery\" is the id of a delivery, dlv_….");
    }
  }

  private Selection deliveries(Value.Obj filter) {
    String state = text(filter, "state", "/deliveries/state");
    if (state != null && !Selection.OfDeliveries.STATES.contains(state)) {
      throw invalid("/deliveries/state", "\"state\" is dead (the default), delivered or canceled.");
    }
    String pipeline = text(filter, "pipeline", "/deliveries/pipeline");
    return new Selection.OfDeliveries(
        new DeliveryFilter(
            state == null ? "dead" : state,
            text(filter, "destination", "/deliveries/destination"),
            pipeline == null ? null : versions(pipeline),
            text(filter, "code", "/deliveries/code"),
            time(filter, "from", "/deliveries/from"),
            time(filter, "to", "/deliveries/to")));
  }

  /// A misspelt pipeline would send nothing and say that it was done.
  private Set<Integer> versions(String pipeline) {
    Set<Integer> versions = pipelines.versions(pipeline);
    if (versions.isEmpty()) {
      throw invalid("/deliveries/pipeline", "There never was a pipeline \"" + pipeline + "\".");
    }
    return versions;
  }

  private Selection events(Value.Obj events) {
    String pipeline = text(events, "pipeline", "/events/pipeline");
    if (pipeline == null) {
      throw invalid("/events/pipeline", "\"pipeline\" names the pipeline that they go through.");
    }
    List<String> types = new ArrayList<>();
    if (events.get("types") instanceof Value.Arr array) {
      for (Value each : array.elements()) {
        if (!(each instanceof Value.Text type)) {
          throw invalid("/events/types", "\"types\" is a list of event types or globs.");
        }
        types.add(type.value());
      }
    }
    if (types.size() > Selection.OfEvents.TYPES_MAX) {
      throw invalid("/events/types", "\"types\" is at most 50 types.");
    }
    return new Selection.OfEvents(
        version(pipeline, events.get("version")),
        types,
        time(events, "from", "/events/from"),
        time(events, "to", "/events/to"));
  }

  /// The version's id: the active one, or that of the number people see.
  private int version(String pipeline, Value number) {
    if (!number.isPresent()) {
      return workspace.active().pipelines().stream()
          .filter(it -> it.name().equals(pipeline))
          .findFirst()
          .map(PipelineVersion::id)
          .orElseThrow(
              () -> invalid("/events/pipeline", "No pipeline \"" + pipeline + "\" is active."));
    }
    Set<Integer> ids = pipelines.versions(pipeline);
    return pipelines.of(ids).entrySet().stream()
        .filter(it -> Value.of((long) it.getValue().version()).equals(number))
        .findFirst()
        .orElseThrow(() ->
            invalid(
                "/events/version",
                "The pipeline \"" + pipeline + "\" has no version of that number."))
        .getKey();
  }

  /// Deliveries a second at most.
  int rate(Value.Obj body) {
    Value rate = body.get("rate");
    if (!rate.isPresent()) {
      return Replay.PER_SECOND_DEFAULT;
    }
    if (rate instanceof Value.Num number
        && number.text().matches("[0-9]{1,6}")
        && number.decimal().intValueExact() >= 1
        && number.decimal().intValueExact() <= Replay.PER_SECOND_MAX) {
      return number.decimal().intValueExact();
    }
    throw invalid(
        "/rate",
        "\"rate\" is a number of deliveries a second, 1 to " + Replay.PER_SECOND_MAX + ".");
  }

  private static Value.Obj object(Value.Obj body, String name, List<String> known) {
    if (!(body.get(name) instanceof Value.Obj object)) {
      throw invalid("/" + name, "\"" + name + "\" is an object.");
    }
    for (String member : object.members().keySet()) {
      if (!known.contains(member)) {
        throw invalid(
            "/" + name + "/" + member,
            "\"%s\" takes %s and nothing else.".formatted(name, String.join(", ", known)));
      }
    }
    return object;
  }

  private static @Nullable String text(Value.Obj object, String name, String pointer) {
    return switch (object.get(name)) {
      case Value.Absent _ -> null;
      case Value.Text text -> text.value();
      case Value.Null _, Value.Bool _, Value.Num _, Value.Arr _, Value.Obj _ ->
          throw invalid(pointer, "\"" + name + "\" is a text.");
    };
  }

  private static @Nullable Instant time(Value.Obj object, String name, String pointer) {
    String text = text(object, name, pointer);
    try {
      return text == null ? null : ListQuery.storable(OffsetDateTime.parse(text).toInstant());
    } catch (IllegalArgumentException | DateTimeException e) {
      throw invalid(pointer, "\"" + name + "\" is a time such as 2026-11-22T14:00:00Z.");
    }
  }

  private static ProblemException invalid(String pointer, String detail) {
    Problem.Part part = new Problem.Part(pointer, "invalid_member", detail);
    return new ProblemException(new Problem(400, "invalid_member", detail, List.of(part)));
  }
}
