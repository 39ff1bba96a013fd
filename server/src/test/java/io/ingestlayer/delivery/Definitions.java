package io.ingestlayer.delivery;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Location;
import io.ingestlayer.component.NoComponents;
import io.ingestlayer.component.Problems;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.workspace.DestinationDefinition;
import io.ingestlayer.workspace.DestinationDefinition.Policy;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import io.ingestlayer.workspace.PipelineDefinition;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import io.ingestlayer.workspace.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What a test has defined: destinations by name, and two pipelines that have a route to each.
final class Definitions implements Workspace, Targets {
  static final int PIPELINE = 7;
  static final int SECOND_PIPELINE = 8;
  private static final Location HERE = new Location("test.yaml", 1, 1);

  private final Map<String, Target> targets = new ConcurrentHashMap<>();
  private final List<String> routes;
  private Policy policy = Policy.DEFAULT;
  private @Nullable Expression orderBy;

  Definitions(List<String> destinations) {
    routes = List.copyOf(destinations);
  }

  void define(String name, DestinationType type, LaneSpec lanes) {
    define(name, type, lanes, null);
  }

  void define(
      String name, DestinationType type, LaneSpec lanes, @Nullable List<Duration> schedule) {
    Rate rate = lanes.rate();
    DestinationDefinition definition =
        new DestinationDefinition(name, "scripted", nothing(), schedule, rate, null, policy, HERE);
    targets.put(name, new Target(definition, type, lanes));
  }

  /// What destinations that are defined from now on do with what waits and fails.
  void policy(Policy to) {
    policy = to;
  }

  /// What routes are ordered by.
  void orderBy(String expression) {
    orderBy = Expression.parse(expression);
  }

  void remove(String name) {
    targets.remove(name);
  }

  RouteDefinition route(String destination) {
    int position = routes.indexOf(destination);
    return new RouteDefinition(position, destination, null, orderBy, nothing(), HERE);
  }

  PipelineVersion version(int id) {
    List<RouteDefinition> all = routes.stream().map(this::route).toList();
    String name = id == PIPELINE ? "test" : "second";
    return new PipelineVersion(
        id, 1, new PipelineDefinition(name, List.of(), List.of(), List.of(), all, HERE));
  }

  @Override
  public Optional<Target> find(String name) {
    return Optional.ofNullable(targets.get(name));
  }

  @Override
  public Active active() {
    return Active.NOTHING;
  }

  @Override
  public Optional<PipelineVersion> pipeline(int versionId) {
    return versionId == PIPELINE || versionId == SECOND_PIPELINE
        ? Optional.of(version(versionId))
        : Optional.empty();
  }

  private static Config nothing() {
    ConfigReader reader = new ConfigReader(new Problems(), new NoComponents(), _ -> null);
    Config config = ConfigSpec.of().read(HERE, List.of(), reader);
    if (config == null) {
      throw new AssertionError("nothing to configure cannot be wrong");
    }
    return config;
  }
}
