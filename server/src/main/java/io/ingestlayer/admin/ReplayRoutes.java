package io.ingestlayer.admin;

import io.ingestlayer.delivery.DeliveryFilter;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.replay.Replay;
import io.ingestlayer.replay.ReplayId;
import io.ingestlayer.replay.Replays;
import io.ingestlayer.replay.Selection;
import io.ingestlayer.replay.SelectionJson;
import io.ingestlayer.workspace.KeyScope;
import io.ingestlayer.workspace.PipelineNames;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.Workspace;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// `/v1/replays`: jobs that send again.
final class ReplayRoutes {
  private static final List<String> FILTER =
      List.of("state", "destination", "pipeline", "code", "from", "to");
  private static final List<String> EVENTS = List.of("pipeline", "version", "types", "from", "to");

  private final Replays replays;
  private final Workspace workspace;
  private final PipelineNames pipelines;
  private final Access access;

  ReplayRoutes(Replays replays, Workspace workspace, PipelineNames pipelines, Access access) {
    this.replays = replays;
    this.workspace = workspace;
    this.pipelines = pipelines;
    this.access = access;
  }

  void addTo(Router router) {
    router
        .post("/v1/replays", this::begin)
        .get("/v1/replays", this::list)
        .get("/v1/replays/{id}", this::get)
        .post("/v1/replays/{id}/pause", it -> change(it, replays::pause, "running"))
        .post("/v1/replays/{id}/resume", it -> change(it, replays::resume, "paused"))
        .post("/v1/replays/{id}/cancel", it -> change(it, replays::cancel, "running or paused"));
  }

  private ServerResponse begin(ServerRequest request) {
    access.require(request, KeyScope.WRITE);
    Value.Obj body =
        JsonBody.read(
            request,
            JsonLimits.EVENT,
            List.of("delivery", "deliveries", "events", "rate", "dry_run"));
    Selection selection = selection(body);
    int rate = rate(body.get("rate"));
    try {
      return body.get("dry_run") == Value.Bool.TRUE
          ? Answers.data(200, json(replays.estimate(selection, rate)))
          : Answers.data(201, json(replays.begin(selection, rate)));
    } catch (Replays.TooWideException e) {
      throw new ProblemException(
          400,
          "too_wide",
          "Counting these events took too long; narrow \"from\" and \"to\", or send them in parts.");
    } catch (Replays.TooManyException e) {
      throw new ProblemException(
          409,
          "too_many_replays",
          "%d replays are not over yet; wait for one, or cancel one.".formatted(Replays.OPEN_MAX));
    }
  }

  private Selection selection(Value.Obj body) {
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

  private static int rate(Value rate) {
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

  private ServerResponse list(ServerRequest request) {
    access.require(request, KeyScope.READ);
    ListQuery query = new ListQuery(request, List.of());
    return Answers.page(
        replays.latest(query.limit()).stream().map(ReplayRoutes::json).toList(), null);
  }

  private ServerResponse get(ServerRequest request) {
    access.require(request, KeyScope.READ);
    return Answers.data(200, json(known(request)));
  }

  private ServerResponse change(ServerRequest request, Predicate<ReplayId> change, String states) {
    access.require(request, KeyScope.WRITE);
    Replay replay = known(request);
    if (!change.test(replay.id())) {
      throw new ProblemException(
          409,
          "wrong_state",
          "Only a replay that is %s can be changed so; this one is %s."
              .formatted(states, word(known(request).state())));
    }
    return Answers.data(200, json(known(request)));
  }

  private Replay known(ServerRequest request) {
    try {
      return replays
          .find(ReplayId.parse(request.pathParameter("id")))
          .orElseThrow(() -> Answers.notFound("such replay"));
    } catch (IllegalArgumentException e) {
      throw Answers.notFound("such replay");
    }
  }

  private static Value.Obj json(Replays.Estimate estimate) {
    return Value.object()
        .put("dry_run", true)
        .put("items", estimate.items())
        .put("exact", estimate.exact())
        .put("at_least_seconds", estimate.atLeast().toSeconds())
        .put(
            "parts",
            Value.array(
                estimate.parts().stream()
                    .map(it -> {
                      Value.ObjBuilder part =
                          Value.object()
                              .put("destination", it.destination())
                              .put("deliveries", it.deliveries());
                      Double pace = it.perSecond();
                      return pace == null
                          ? part.build()
                          : part.put("lane_per_second", pace.toString()).build();
                    })
                    .toList()))
        .build();
  }

  private static Value.Obj json(Replay replay) {
    Replay.Progress progress = replay.progress();
    return Value.object()
        .put("id", replay.id().toString())
        .put("state", word(replay.state()))
        .put("rate", replay.perSecond())
        .put("created_at", Answers.time(replay.createdAt()))
        .put("ended_at", Answers.timeOrNull(replay.endedAt()))
        .put("selection", SelectionJson.write(replay.selection()))
        .put("expected", replay.expected())
        .put("complete", replay.complete())
        .put("looked_at", progress.lookedAt())
        .put("promised", progress.promised())
        .put("left_out", progress.leftOut())
        .put("delivered", progress.delivered())
        .put("dead", progress.dead())
        .put("canceled", progress.canceled())
        .put("open", progress.open())
        .build();
  }

  private static String word(Replay.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
