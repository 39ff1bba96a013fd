package io.ingestlayer.admin;

import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
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
import io.ingestlayer.workspace.Workspace;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// `/v1/replays`: jobs that send again.
final class ReplayRoutes {
  private final Replays replays;
  private final ReplayReader reader;
  private final Access access;

  ReplayRoutes(Replays replays, Workspace workspace, PipelineNames pipelines, Access access) {
    this.replays = replays;
    this.reader = new ReplayReader(workspace, pipelines);
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
    Value.Obj body = JsonBody.read(request, JsonLimits.EVENT, ReplayReader.MEMBERS);
    Selection selection = reader.selection(body);
    int rate = reader.rate(body);
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
