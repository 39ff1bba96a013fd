package io.ingestlayer.pipeline;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.workspace.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A way from a pipeline to a destination, made ready.
///
/// @param whyNot says why its `when` was not true; null when there is no `when`
record RoutePlan(RouteDefinition definition, @Nullable WhyNot whyNot) {
  private static final Logger LOG = LoggerFactory.getLogger(RoutePlan.class);

  /// Where an event goes on this route.
  sealed interface Way {
    /// It is promised to the destination, in that lane.
    record Routed(String lane) implements Way {}

    /// The route's `when` was not true.
    record Skipped(String detail) implements Way {}

    /// It cannot be promised to anybody.
    record Dead(String code, String detail, String suggestion) implements Way {}
  }

  RoutePlan {
    requireNonNull(definition);
  }

  static RoutePlan of(RouteDefinition definition) {
    Expression when = definition.when();
    return new RoutePlan(definition, when == null ? null : WhyNot.of(when));
  }

  /// @param target the destination as it is now; null when it is not defined any more
  Way way(@Nullable Target target, Scope scope) {
    try {
      Expression when = definition.when();
      if (when != null && whyNot != null && !when.test(scope, Notes.none())) {
        return new Way.Skipped(whyNot.say(scope));
      }
      if (target == null) {
        return new Way.Dead(
            "destination_missing",
            "there is no destination " + definition.to() + " any more",
            "define the destination again, then retry");
      }
      return new Way.Routed(
          target.type().lane(target.definition().config(), definition.config(), scope));
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("route to {} failed on event {}", definition.to(), scope.event().id(), e);
      return new Way.Dead(
          "internal_error",
          "the route failed: " + e.getClass().getSimpleName() + "; this is a fault of ours",
          "the server's log has the fault; retry when it is mended");
    }
  }
}
