package io.ingestlayer.admin;

import io.ingestlayer.delivery.DestinationHealth;
import io.ingestlayer.delivery.InboxMessages;
import io.ingestlayer.delivery.Lanes;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.workspace.ApiKey;
import io.ingestlayer.workspace.KeyScope;
import java.util.List;
import java.util.Locale;

/// `/v1/destinations/{name}`: how a destination does, and what an inbox has kept.
final class DestinationRoutes {
  private final Lanes lanes;
  private final Targets targets;
  private final InboxMessages inbox;
  private final Access access;

  DestinationRoutes(Lanes lanes, Targets targets, InboxMessages inbox, Access access) {
    this.lanes = lanes;
    this.targets = targets;
    this.inbox = inbox;
    this.access = access;
  }

  void addTo(Router router) {
    router
        .get("/v1/destinations/{name}/health", this::health)
        .post("/v1/destinations/{name}/pause", this::pause)
        .post("/v1/destinations/{name}/resume", this::resume)
        .get("/v1/destinations/{name}/inbox", this::inbox);
  }

  private ServerResponse health(ServerRequest request) {
    access.require(request, KeyScope.READ);
    return Answers.data(200, json(lanes.health(known(request))));
  }

  private ServerResponse pause(ServerRequest request) {
    ApiKey key = access.require(request, KeyScope.WRITE);
    String name = known(request);
    lanes.pause(name, key.name(), reason(request));
    return Answers.data(200, json(lanes.health(name)));
  }

  private ServerResponse resume(ServerRequest request) {
    ApiKey key = access.require(request, KeyScope.WRITE);
    String name = known(request);
    if (!lanes.resume(name, key.name())) {
      throw new ProblemException(409, "not_paused", "This destination is not paused.");
    }
    return Answers.data(200, json(lanes.health(name)));
  }

  /// Why, in the caller's words: `{"reason": "…"}`, or nothing.
  private static String reason(ServerRequest request) {
    if (request.header("Content-Type").isEmpty()) {
      return "";
    }
    Value.Obj body = JsonBody.read(request, JsonLimits.EVENT, List.of("reason"));
    return body.get("reason") instanceof Value.Text text ? text.value() : "";
  }

  private ServerResponse inbox(ServerRequest request) {
    access.require(request, KeyScope.READ);
    ListQuery query = new ListQuery(request, List.of("limit"));
    String name = known(request);
    return Answers.page(
        inbox.latest(name, query.limit()).stream().map(it -> kept(name, it)).toList(), null);
  }

  private String known(ServerRequest request) {
    String name = request.pathParameter("name");
    return targets
        .find(name)
        .map(it -> it.definition().name())
        .orElseThrow(() -> Answers.notFound("such destination"));
  }

  private Value.Obj kept(String name, InboxMessages.Kept kept) {
    String text =
        targets
            .find(name)
            .map(it -> it.type().read(it.definition().config(), kept.message()))
            .orElse("");
    return Value.object()
        .put("delivery_id", kept.delivery().toString())
        .put("channel", kept.channel())
        .put("at", Answers.time(kept.at()))
        .put("text", text)
        .put("message", kept.message())
        .build();
  }

  private static Value.Obj json(DestinationHealth health) {
    Value.ObjBuilder facts = Value.object();
    health.facts().forEach(it -> facts.put(it.label(), it.value()));
    return Value.object()
        .put("destination", health.destination())
        .put("state", health.state().name().toLowerCase(Locale.ROOT))
        .put("since", Answers.timeOrNull(health.since()))
        .put("code", health.code())
        .put("reason", health.reason())
        .put("suggestion", health.suggestion())
        .put("last_success", Answers.timeOrNull(health.lastSuccess()))
        .put("last_failure", Answers.timeOrNull(health.lastFailure()))
        .put("in_memory", health.inMemory())
        .put("next_try", Answers.timeOrNull(health.nextTry()))
        .put("facts", facts.build())
        .put("lanes", Value.array(health.lanes().stream().map(DestinationRoutes::json).toList()))
        .build();
  }

  private static Value.Obj json(DestinationHealth.LaneHealth lane) {
    return Value.object()
        .put("lane", lane.lane())
        .put("state", lane.state().name().toLowerCase(Locale.ROOT))
        .put("since", Answers.timeOrNull(lane.since()))
        .put("code", lane.code())
        .put("reason", lane.reason())
        .put("suggestion", lane.suggestion())
        .put("in_memory", lane.inMemory())
        .put("next_try", Answers.timeOrNull(lane.nextTry()))
        .build();
  }
}
