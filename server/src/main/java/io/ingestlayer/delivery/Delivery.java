package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Event;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;

/// A promise: one event to one destination, as a pipeline version decided it.
///
/// @param scope what the walk learned and wrote, at the time it was decided
public record Delivery(
    DeliveryId id, Event event, Scope scope, PipelineVersion pipeline, RouteDefinition route) {

  public Delivery {
    requireNonNull(id);
    requireNonNull(event);
    requireNonNull(scope);
    requireNonNull(pipeline);
    requireNonNull(route);
  }
}
