package io.ingestlayer.admin;

import io.ingestlayer.entity.Entities;
import io.ingestlayer.entity.Entity;
import io.ingestlayer.entity.EntityFilter;
import io.ingestlayer.entity.EntityKey;
import io.ingestlayer.entity.EntityResult;
import io.ingestlayer.entity.EntityUpdate;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.workspace.KeyScope;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// `/v1/entities`: what events are about.
final class EntityRoutes {
  private static final JsonLimits BATCH_LIMITS =
      new JsonLimits(64, 2_000, 500 * 2_000, 256, 64 * 1024, 100, 400);

  private final Entities entities;
  private final Access access;
  private final InstantSource clock;

  EntityRoutes(Entities entities, Access access, InstantSource clock) {
    this.entities = entities;
    this.access = access;
    this.clock = clock;
  }

  void addTo(Router router) {
    router
        .get("/v1/entities", this::list)
        .post("/v1/entities", this::post)
        .post("/v1/entities/batch", this::batch)
        .get("/v1/entities/{kind}/{external_id}", this::get)
        .put("/v1/entities/{kind}/{external_id}", this::put)
        .patch("/v1/entities/{kind}/{external_id}", this::patch)
        .delete("/v1/entities/{kind}/{external_id}", this::delete);
  }

  private ServerResponse put(ServerRequest request) {
    access.require(request, KeyScope.WRITE);
    Value.Obj body = JsonBody.read(request, JsonLimits.EVENT, List.of("traits"));
    return answer(
        entities.upsert(new EntityUpdate(key(request), traits(body, "")), clock.instant()));
  }

  private ServerResponse patch(ServerRequest request) {
    access.require(request, KeyScope.WRITE);
    Value.Obj body = JsonBody.read(request, JsonLimits.EVENT, List.of("traits"));
    return answer(
        entities.patch(new EntityUpdate(key(request), traits(body, "")), clock.instant()));
  }

  private ServerResponse post(ServerRequest request) {
    access.require(request, KeyScope.WRITE);
    Value.Obj body =
        JsonBody.read(request, JsonLimits.EVENT, List.of("kind", "external_id", "traits"));
    return answer(entities.upsert(update(body, ""), clock.instant()));
  }

  private ServerResponse batch(ServerRequest request) {
    access.require(request, KeyScope.WRITE);
    Value.Obj body = JsonBody.read(request, BATCH_LIMITS, List.of("entities"));
    if (!(body.get("entities") instanceof Value.Arr array) || array.elements().isEmpty()) {
      throw wrong("/entities", "\"entities\" is a list of 1 to 500 entities");
    }
    if (array.elements().size() > Entities.BATCH_MAX) {
      throw new ProblemException(
          413, "batch_too_large", "A batch has at most " + Entities.BATCH_MAX + " entities.");
    }
    List<EntityUpdate> updates = new ArrayList<>();
    for (int i = 0; i < array.elements().size(); i++) {
      updates.add(update(array.elements().get(i), "/entities/" + i));
    }
    List<Value.Obj> results =
        entities.batch(updates, clock.instant()).stream().map(EntityRoutes::result).toList();
    return Answers.data(200, Value.object().put("results", Value.array(results)).build());
  }

  private ServerResponse get(ServerRequest request) {
    access.require(request, KeyScope.READ);
    Entity entity = entities.get(key(request)).orElseThrow(() -> Answers.notFound("such entity"));
    return Answers.data(200, json(entity));
  }

  private ServerResponse delete(ServerRequest request) {
    access.require(request, KeyScope.WRITE);
    if (!entities.delete(key(request))) {
      throw Answers.notFound("such entity");
    }
    return Answers.data(200, Value.object().put("deleted", true).build());
  }

  private ServerResponse list(ServerRequest request) {
    access.require(request, KeyScope.READ);
    ListQuery query = new ListQuery(request, List.of("kind", "prefix"));
    List<Entity> page =
        entities.list(
            new EntityFilter(
                query.text("kind").orElse(null),
                query.text("prefix").orElse(""),
                query.after(EntityRoutes::place),
                query.limit()));
    String next = page.size() < query.limit() ? null : cursor(page.getLast().key());
    return Answers.page(page.stream().map(EntityRoutes::json).toList(), next);
  }

  private static EntityKey place(String text) {
    Value pair = Json.parse(text, JsonLimits.EVENT);
    if (pair.get(0) instanceof Value.Text kind && pair.get(1) instanceof Value.Text id) {
      return new EntityKey(kind.value(), id.value());
    }
    throw new IllegalArgumentException("no place in the list");
  }

  private static String cursor(EntityKey key) {
    Value pair = Value.array(List.of(Value.of(key.kind()), Value.of(key.externalId())));
    return ListQuery.cursor(Json.write(pair));
  }

  private static EntityKey key(ServerRequest request) {
    return new EntityKey(request.pathParameter("kind"), request.pathParameter("external_id"));
  }

  private static EntityUpdate update(Value entity, String pointer) {
    if (entity.get("kind") instanceof Value.Text kind
        && entity.get("external_id") instanceof Value.Text id) {
      return EntityUpdate.of(kind.value(), id.value(), traits(entity, pointer));
    }
    throw wrong(pointer, "an entity has \"kind\" and \"external_id\", both text, and \"traits\"");
  }

  private static Value.Obj traits(Value entity, String pointer) {
    return switch (entity.get("traits")) {
      case Value.Obj traits -> traits;
      case Value.Absent _ -> Value.Obj.EMPTY;
      default -> throw wrong(pointer + "/traits", "\"traits\" is an object");
    };
  }

  private static ProblemException wrong(String pointer, String detail) {
    return new ProblemException(
        new Problem(
            400,
            "invalid_shape",
            detail + ".",
            List.of(new Problem.Part(pointer, "invalid_shape", detail))));
  }

  private static ServerResponse answer(EntityResult result) {
    return switch (result) {
      case EntityResult.Created created -> Answers.data(201, json(created.entity()));
      case EntityResult.Merged merged -> Answers.data(200, json(merged.entity()));
      case EntityResult.Missing _ -> throw Answers.notFound("such entity");
      case EntityResult.Refused refused ->
          throw new ProblemException(
              new Problem(
                  400,
                  refused.code(),
                  refused.detail(),
                  List.of(new Problem.Part(refused.pointer(), refused.code(), refused.detail()))));
    };
  }

  private static Value.Obj result(EntityResult result) {
    return switch (result) {
      case EntityResult.Created created ->
          json(created.entity()).with("status", Value.of("created"));
      case EntityResult.Merged merged -> json(merged.entity()).with("status", Value.of("merged"));
      case EntityResult.Missing _ -> Value.object().put("status", "missing").build();
      case EntityResult.Refused refused ->
          Value.object()
              .put("status", "rejected")
              .put(
                  "error",
                  Value.object()
                      .put("code", refused.code())
                      .put("detail", refused.detail())
                      .put("pointer", refused.pointer())
                      .build())
              .build();
    };
  }

  private static Value.Obj json(Entity entity) {
    return Value.object()
        .put("kind", entity.key().kind())
        .put("external_id", entity.key().externalId())
        .put("traits", entity.traits())
        .put("first_seen", Answers.time(entity.firstSeen()))
        .put("last_seen", Answers.time(entity.lastSeen()))
        .build();
  }
}
