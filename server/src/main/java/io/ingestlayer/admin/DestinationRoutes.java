package io.ingestlayer.admin;

import io.ingestlayer.delivery.DestinationHealth;
import io.ingestlayer.delivery.InboxMessages;
import io.ingestlayer.delivery.Lanes;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.delivery.WaitingCounts;
import io.ingestlayer.delivery.WaitingCounts.Waiting;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.workspace.ApiKey;
import io.ingestlayer.workspace.DestinationDefinition;
import io.ingestlayer.workspace.KeyScope;
import io.ingestlayer.workspace.Workspace;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `/v1/destinations`: which there are, how each does, and what an inbox has kept.
final class DestinationRoutes {
  private static final int REASON_MAX = 500;

  private final Lanes lanes;
  private final Targets targets;
  private final InboxMessages inbox;
  private final Workspace workspace;
  private final WaitingCounts waiting;
  private final Access access;

  DestinationRoutes(
      Lanes lanes,
      Targets targets,
      InboxMessages inbox,
      Workspace workspace,
      WaitingCounts waiting,
      Access access) {
    this.lanes = lanes;
    this.targets = targets;
    this.inbox = inbox;
    this.workspace = workspace;
    this.waiting = waiting;
    this.access = access;
  }

  void addTo(Router router) {
    router
        .get("/v1/destinations", this::list)
        .get("/v1/destinations/{name}/health", this::health)
        .post("/v1/destinations/{name}/pause", this::pause)
        .post("/v1/destinations/{name}/resume", this::resume)
        .get("/v1/destinations/{name}/inbox", this::inbox);
  }

  private ServerResponse list(ServerRequest request) {
    access.require(request, KeyScope.READ);
    Map<String, DestinationDefinition> all = workspace.active().destinations();
    Map<String, Waiting> open = waiting.of(all.keySet());
    return Answers.data(
        200,
        Value.array(
            all.values().stream()
                .sorted(Comparator.comparing(DestinationDefinition::name))
                .map(it -> summary(it, open.getOrDefault(it.name(), new Waiting(0, false))))
                .toList()));
  }

  private Value.Obj summary(DestinationDefinition definition, Waiting open) {
    DestinationHealth health = lanes.health(definition.name());
    return Value.object()
        .put("destination", definition.name())
        .put("type", definition.type())
        .put("state", health.state().name().toLowerCase(Locale.ROOT))
        .put("since", Answers.timeOrNull(health.since()))
        .put("code", health.code())
        .put("reason", health.reason())
        .put("suggestion", health.suggestion())
        .put("last_success", Answers.timeOrNull(health.lastSuccess()))
        .put("last_failure", Answers.timeOrNull(health.lastFailure()))
        .put("next_try", Answers.timeOrNull(health.nextTry()))
        .put("waiting", open.deliveries())
        .put("waiting_at_least", open.atLeast())
        .build();
  }

  private ServerResponse health(ServerRequest request) {
    access.require(request, KeyScope.READ);
    return Answers.data(200, json(known(request, targets)));
  }

  private ServerResponse pause(ServerRequest request) {
    ApiKey key = access.require(request, KeyScope.WRITE);
    Target target = known(request, targets);
    lanes.pause(target.definition().name(), key.name(), reason(request));
    return Answers.data(200, json(target));
  }

  private ServerResponse resume(ServerRequest request) {
    ApiKey key = access.require(request, KeyScope.WRITE);
    Target target = known(request, targets);
    if (!lanes.resume(target.definition().name(), key.name())) {
      throw new ProblemException(409, "not_paused", "This destination is not paused.");
    }
    return Answers.data(200, json(target));
  }

  /// Why, in the caller's words: `{"reason": "…"}`, or nothing.
  private static String reason(ServerRequest request) {
    if (request.header("Content-Type").isEmpty()) {
      return "";
    }
    Value.Obj body = JsonBody.read(request, JsonLimits.EVENT, List.of("reason"));
    Value reason = body.get("reason");
    if (!reason.isPresent()) {
      return "";
    }
    if (reason instanceof Value.Text(String text)
        && text.length() <= REASON_MAX
        && text.codePoints().noneMatch(Character::isISOControl)) {
      return text;
    }
    throw new ProblemException(
        400,
        "invalid_member",
        "\"reason\" is a line of text of at most %d characters.".formatted(REASON_MAX));
  }

  private ServerResponse inbox(ServerRequest request) {
    access.require(request, KeyScope.READ);
    ListQuery query = new ListQuery(request, List.of("limit"));
    String name = known(request);
    return Answers.page(
        inbox.latest(name, query.limit()).stream().map(it -> kept(name, it)).toList(), null);
  }

  private String known(ServerRequest request) {
    return known(request, targets).definition().name();
  }

  /// The destination that the path names.
  static Target known(ServerRequest request, Targets targets) {
    return targets
        .find(request.pathParameter("name"))
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

  private Value.Obj json(Target target) {
    String name = target.definition().name();
    DestinationHealth health = lanes.health(name);
    Waiting open = waiting.of(List.of(name)).getOrDefault(name, new Waiting(0, false));
    Value.ObjBuilder facts = Value.object();
    health.facts().forEach(it -> facts.put(it.label(), it.value()));
    return Value.object()
        .put("destination", health.destination())
        .put("type", target.definition().type())
        .put("state", health.state().name().toLowerCase(Locale.ROOT))
        .put("since", Answers.timeOrNull(health.since()))
        .put("code", health.code())
        .put("reason", health.reason())
        .put("suggestion", health.suggestion())
        .put("last_success", Answers.timeOrNull(health.lastSuccess()))
        .put("last_failure", Answers.timeOrNull(health.lastFailure()))
        .put("in_memory", health.inMemory())
        .put("waiting", open.deliveries())
        .put("waiting_at_least", open.atLeast())
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
