package io.ingestlayer.admin;

import io.ingestlayer.component.Secret;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.Problem;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.platform.secret.SecretException;
import io.ingestlayer.workspace.KeyScope;
import io.ingestlayer.workspace.Secrets;
import java.time.InstantSource;
import java.util.List;

/// `/v1/secrets`: what definitions refer to as `{ secret: NAME }`. No answer holds more of a value than its end.
final class SecretRoutes {
  private static final String NAME = "/v1/secrets/{name}";
  private static final JsonLimits LIMITS =
      new JsonLimits(4, 10, 10, 256, Secrets.LENGTH_MAX, 100, 400);

  private final Secrets secrets;
  private final Runnable changed;
  private final Access access;
  private final InstantSource clock;

  /// @param changed to be run after a change, so that who uses a secret takes it up
  SecretRoutes(Secrets secrets, Runnable changed, Access access, InstantSource clock) {
    this.secrets = secrets;
    this.changed = changed;
    this.access = access;
    this.clock = clock;
  }

  void addTo(Router router) {
    router.get("/v1/secrets", this::list).put(NAME, this::put).delete(NAME, this::delete);
  }

  private ServerResponse list(ServerRequest request) {
    access.require(request, KeyScope.READ);
    return Answers.page(secrets.list().stream().map(SecretRoutes::json).toList(), null);
  }

  private ServerResponse put(ServerRequest request) {
    access.require(request, KeyScope.WRITE);
    Value.Obj body = JsonBody.read(request, LIMITS, List.of("value"));
    if (!(body.get("value") instanceof Value.Text value)) {
      throw wrong("/value", "\"value\" is the secret, as text");
    }
    try {
      Secrets.Named made =
          secrets.put(request.pathParameter("name"), new Secret(value.value()), clock.instant());
      changed.run();
      return Answers.data(made.version() == 1 ? 201 : 200, json(made));
    } catch (IllegalArgumentException e) {
      throw wrong("", String.valueOf(e.getMessage()));
    } catch (SecretException e) {
      throw new ProblemException(
          503, "master_key_unavailable", "The secret was not kept: " + e.getMessage() + ".");
    }
  }

  private ServerResponse delete(ServerRequest request) {
    access.require(request, KeyScope.WRITE);
    return switch (secrets.delete(request.pathParameter("name"))) {
      case Secrets.Deleted _ -> Answers.data(200, Value.object().put("deleted", true).build());
      case Secrets.Unknown _ -> throw Answers.notFound("such secret");
      case Secrets.InUse use ->
          throw new ProblemException(
              409,
              "secret_in_use",
              "It is used by %s; change these definitions first."
                  .formatted(String.join(", ", use.usedBy())));
    };
  }

  private static ProblemException wrong(String pointer, String detail) {
    return new ProblemException(
        new Problem(
            400,
            "invalid_secret",
            detail + ".",
            List.of(new Problem.Part(pointer, "invalid_secret", detail))));
  }

  private static Value.Obj json(Secrets.Named secret) {
    Secrets.Left left = secret.left();
    return Value.object()
        .put("name", secret.name())
        .put("last_four", secret.lastFour())
        .put("version", secret.version())
        .put("created_at", Answers.time(secret.createdAt()))
        .put("used_by", Value.array(secret.usedBy().stream().map(Value::of).toList()))
        .put("unused_since", Answers.timeOrNull(left == null ? null : left.since()))
        .put("kept_until", Answers.timeOrNull(left == null ? null : left.until()))
        .build();
  }
}
