package io.ingestlayer.delivery.destination;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Location;
import io.ingestlayer.component.NoComponents;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problem;
import io.ingestlayer.component.Problems;
import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Offset;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.workspace.PipelineDefinition;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Deliveries, attempts and configurations to test a room with, as short as they can be said.
public final class SampleDeliveries {
  public static final Instant AT = Instant.parse("2026-01-05T09:00:00Z");
  public static final Location HERE = new Location("a.yaml", 3, 7);

  private SampleDeliveries() {}

  /// What came of it, without how long the message was.
  public static AttemptResult withoutSize(AttemptResult result) {
    return result instanceof AttemptResult.Delivered delivered
        ? new AttemptResult.Delivered(delivered.code(), delivered.note())
        : result;
  }

  /// A configuration that is right.
  public static Config config(ConfigSpec spec, String json) {
    Problems problems = new Problems();
    Config config = read(spec, json, problems);
    if (config == null) {
      throw new AssertionError("not a configuration: " + problems.all());
    }
    return config;
  }

  /// What is wrong with a configuration, by code.
  public static List<String> problems(ConfigSpec spec, String json) {
    Problems problems = new Problems();
    read(spec, json, problems);
    return problems.all().stream().map(Problem::code).toList();
  }

  private static @Nullable Config read(ConfigSpec spec, String json, Problems problems) {
    ConfigReader reader = new ConfigReader(problems, new NoComponents(), name -> null);
    return spec.read(Node.of(Json.parse(json, JsonLimits.EVENT), HERE), reader);
  }

  /// `user.signed_up` of the contract's example, to that route.
  public static Delivery signedUp(Config route) {
    return delivery(
        "user.signed_up",
        """
        {"user_id":"u_1","email":"ada@acme.co","plan":"pro","source":"ads","created_at":"2026-01-05"}
        """,
        route);
  }

  public static Delivery delivery(String type, String payload, Config route) {
    return delivery(type, payload, route, scope -> scope);
  }

  public static Delivery delivery(String type, Value.Obj payload, Config route) {
    return delivery(type, Json.write(payload), route);
  }

  /// @param walk what the pipeline learned
  public static Delivery delivery(
      String type, String payload, Config route, UnaryOperator<Scope> walk) {
    UUID id = UUID.fromString("019b8d5d-1200-7000-8000-0000000000aa");
    Event event =
        new Event(
            new EventId(id),
            new Offset(0, 1),
            type,
            "app",
            AT,
            AT,
            Payload.ofText(payload.strip()));
    RouteDefinition to = new RouteDefinition(0, "room", null, route, HERE);
    PipelineDefinition pipeline =
        new PipelineDefinition("signups", List.of(), List.of(), List.of(), List.of(to), HERE);
    return new Delivery(
        DeliveryId.of(event.id(), 1, 0, 0),
        event,
        walk.apply(Scope.of(event, AT)),
        new PipelineVersion(1, 1, pipeline),
        to);
  }

  public static Attempt attempt(String lane, Delivery... deliveries) {
    return new Attempt(new UUID(1, 2), lane, List.of(deliveries), AT);
  }
}
