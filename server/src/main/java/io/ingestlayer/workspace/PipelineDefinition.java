package io.ingestlayer.workspace;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Location;
import io.ingestlayer.component.Step;
import java.util.List;

/// A pipeline that a person made: which events it takes, what it does with them, where they go.
///
/// @param match event types, exact or globs such as `user.*`; matches when one does; empty matches all
/// @param from source names it is narrowed to; empty means any
public record PipelineDefinition(
    String name,
    List<String> match,
    List<String> from,
    List<Step> steps,
    List<RouteDefinition> routes,
    Location at) {

  public PipelineDefinition {
    requireNonNull(name);
    match = List.copyOf(match);
    from = List.copyOf(from);
    steps = List.copyOf(steps);
    routes = List.copyOf(routes);
    requireNonNull(at);
  }
}
