package io.ingestlayer.workspace;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.Location;
import io.ingestlayer.expression.Expression;
import org.jspecify.annotations.Nullable;

/// One entry of a pipeline's `destinations`: where to, under which condition, and how it is to look there.
///
/// @param position its place in the list, from 0; with the pipeline's version it names the route for good
/// @param to the destination's name
/// @param when skipped unless true; null means always
/// @param orderBy events that have the same of this go one after the other; null for no order
/// @param config what the destination's type wants to know of a route: a channel, a table
public record RouteDefinition(
    int position,
    String to,
    @Nullable Expression when,
    @Nullable Expression orderBy,
    Config config,
    Location at) {

  /// Without an order.
  public RouteDefinition(
      int position, String to, @Nullable Expression when, Config config, Location at) {
    this(position, to, when, null, config, at);
  }

  public RouteDefinition {
    requireNonNull(to);
    requireNonNull(config);
    requireNonNull(at);
  }
}
