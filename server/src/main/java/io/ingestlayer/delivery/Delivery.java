package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Event;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import org.jspecify.annotations.Nullable;

/// A promise: one event to one destination, as a pipeline version decided it.
///
/// @param scope what the walk learned and wrote, at the time it was decided
/// @param progress what of it is done already, as its destination said with a `Retry`; null before that
public record Delivery(
    DeliveryId id,
    Event event,
    Scope scope,
    PipelineVersion pipeline,
    RouteDefinition route,
    @Nullable String progress) {

  /// One that nothing was done of.
  public Delivery(
      DeliveryId id, Event event, Scope scope, PipelineVersion pipeline, RouteDefinition route) {
    this(id, event, scope, pipeline, route, null);
  }

  public Delivery {
    requireNonNull(id);
    requireNonNull(event);
    requireNonNull(scope);
    requireNonNull(pipeline);
    requireNonNull(route);
  }

  /// The same with what is done of it; null leaves it as it is.
  public Delivery after(@Nullable String done) {
    return done == null ? this : new Delivery(id, event, scope, pipeline, route, done);
  }
}
