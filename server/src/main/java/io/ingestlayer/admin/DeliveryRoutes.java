package io.ingestlayer.admin;

import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.delivery.DeliveryOperations;
import io.ingestlayer.delivery.DeliveryQueries;
import io.ingestlayer.delivery.DeliveryView;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.workspace.KeyScope;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/deliveries/{id}`: one promise, kept, open or given up.
final class DeliveryRoutes {
  private final DeliveryQueries deliveries;
  private final DeliveryOperations operations;
  private final Access access;

  DeliveryRoutes(DeliveryQueries deliveries, DeliveryOperations operations, Access access) {
    this.deliveries = deliveries;
    this.operations = operations;
    this.access = access;
  }

  void addTo(Router router) {
    router
        .get("/v1/deliveries/{id}", this::get)
        .post("/v1/deliveries/{id}/retry", this::retry)
        .post("/v1/deliveries/{id}/cancel", this::cancel);
  }

  private ServerResponse get(ServerRequest request) {
    access.require(request, KeyScope.READ);
    DeliveryView delivery =
        deliveries
            .find(id(request.pathParameter("id")))
            .orElseThrow(() -> Answers.notFound("such delivery"));
    UUID root = delivery.root();
    List<Value.Obj> attempts =
        root == null
            ? List.of()
            : deliveries.attempts(root, delivery.finishedAt()).stream()
                .map(Timeline::attempt)
                .toList();
    return Answers.data(200, json(delivery).with("attempts_made", Value.array(attempts)));
  }

  private ServerResponse retry(ServerRequest request) {
    access.require(request, KeyScope.WRITE);
    return switch (operations.retry(id(request.pathParameter("id")))) {
      case DeliveryOperations.Retried.As as -> again(202, as.again());
      case DeliveryOperations.Retried.Already already -> again(200, already.again());
      case DeliveryOperations.Retried.NotDead _ ->
          throw new ProblemException(
              409, "not_dead", "Only a dead delivery is sent again; this one is not, or is gone.");
      case DeliveryOperations.Retried.Impossible impossible ->
          throw new ProblemException(409, impossible.code(), impossible.detail());
    };
  }

  private static ServerResponse again(int status, DeliveryId id) {
    return Answers.data(status, Value.object().put("delivery_id", id.toString()).build());
  }

  private ServerResponse cancel(ServerRequest request) {
    access.require(request, KeyScope.WRITE);
    return switch (operations.cancel(id(request.pathParameter("id")))) {
      case YES -> Answers.data(200, Value.object().put("canceled", true).build());
      case UNDER_WAY ->
          throw new ProblemException(
              409,
              "under_way",
              "This delivery is being sent now and cannot be called back; see in a moment what became of it.");
      case NOT_OPEN ->
          throw new ProblemException(
              409,
              "not_open",
              "Only an open delivery can be canceled; this one is finished, or unknown.");
    };
  }

  static DeliveryId id(String text) {
    try {
      return DeliveryId.parse(text);
    } catch (IllegalArgumentException e) {
      throw Answers.notFound("such delivery");
    }
  }

  static Value.Obj json(DeliveryView delivery) {
    return Value.object()
        .put("id", delivery.id().toString())
        .put("event_id", delivery.event().toString())
        .put("pipeline_version", delivery.pipelineVersion())
        .put("route", delivery.route())
        .put("destination", delivery.destination())
        .put("lane", delivery.lane())
        .put("state", delivery.state())
        .put("step", delivery.step())
        .put("code", delivery.code())
        .put("detail", delivery.detail())
        .put("attempts", delivery.attempts())
        .put("next_attempt_at", Answers.timeOrNull(delivery.due()))
        .put("finished_at", Answers.timeOrNull(delivery.finishedAt()))
        .put("extra", extra(delivery.extra()))
        .build();
  }

  private static Value extra(Value.@Nullable Obj extra) {
    return extra == null ? Value.Null.NULL : extra;
  }
}
