package io.ingestlayer.pipeline;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ingestlayer.component.ComponentCatalog;
import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Location;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problem;
import io.ingestlayer.component.Problems;
import io.ingestlayer.component.Step;
import io.ingestlayer.delivery.DestinationType;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonLimits;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.pipeline.action.branch.BranchActionType;
import io.ingestlayer.pipeline.action.enrich.EntityActionType;
import io.ingestlayer.pipeline.action.filter.FilterActionType;
import io.ingestlayer.pipeline.action.set.SetActionType;
import io.ingestlayer.pipeline.action.transform.TransformActionType;
import io.ingestlayer.workspace.DestinationDefinition;
import io.ingestlayer.workspace.PipelineDefinition;
import io.ingestlayer.workspace.PipelineVersion;
import io.ingestlayer.workspace.RouteDefinition;
import io.ingestlayer.workspace.Workspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Pipelines and destinations as short as they can be said, and everybody who needs to know of them.
final class Definitions implements Workspace, Targets, ComponentCatalog {
  private static final Location HERE = new Location("test.yaml", 1, 1);

  private List<LimitRule> limits = List.of();
  final List<ActionType> actions =
      new ArrayList<>(
          List.of(
              new FilterActionType(),
              new BranchActionType(),
              new EntityActionType(),
              new SetActionType(),
              new TransformActionType()));
  private final Map<String, DestinationType> types =
      Map.of(
          "paced", new SampleDestination("paced", 1),
          "batch", new SampleDestination("batch", 1_000));
  private final Map<String, PipelineVersion> pipelines = new HashMap<>();
  private final Problems problems = new Problems();
  private volatile Active active = Active.NOTHING;
  private int versions;

  ActionTypes kinds() {
    return new ActionTypes(actions);
  }

  /// Makes a new version of the pipeline the active one: `{match, from, steps, destinations}`. The types of destinations
  /// are their names: `paced`, `batch`.
  synchronized PipelineVersion pipeline(String name, String json) {
    Value.Obj body = Json.parseObject(json);
    int id = ++versions;
    PipelineDefinition definition =
        new PipelineDefinition(
            name,
            texts(body.get("match")),
            texts(body.get("from")),
            steps(body),
            routes(body),
            HERE);
    assertThat(problems.all()).isEmpty();
    PipelineVersion version = new PipelineVersion(id, id, definition);
    pipelines.put(name, version);
    activate();
    return version;
  }

  /// The pipeline is active no more.
  synchronized void forget(String name) {
    pipelines.remove(name);
    activate();
  }

  /// These are the limits from now on.
  synchronized void limits(LimitRule... rules) {
    limits = List.of(rules);
    activate();
  }

  private void activate() {
    active =
        new Active(
            Map.of(),
            Map.of(),
            pipelines.values().stream().sorted((a, b) -> Integer.compare(a.id(), b.id())).toList(),
            limits);
  }

  /// What a step is refused for.
  List<Problem> refused(String step) {
    Problems found = new Problems();
    Value steps = Json.parse("[" + step + "]", JsonLimits.EVENT);
    List<Step> read = FieldTypes.STEPS.read(Node.of(steps, HERE), reader(found));
    assertThat(read).isNull();
    return found.all();
  }

  private List<Step> steps(Value.Obj body) {
    Value steps = body.get("steps");
    return steps.isPresent()
        ? requireNonNull(read(FieldTypes.STEPS, steps), () -> problems.all().toString())
        : List.of();
  }

  private List<RouteDefinition> routes(Value.Obj body) {
    List<RouteDefinition> routes = new ArrayList<>();
    if (body.get("destinations") instanceof Value.Arr list) {
      for (Value each : list.elements()) {
        routes.add(route(routes.size(), (Value.Obj) each));
      }
    }
    return routes;
  }

  private RouteDefinition route(int position, Value.Obj body) {
    String to = texts(body.get("to")).getFirst();
    Value.ObjBuilder own = Value.object();
    body.members()
        .forEach((name, value) -> {
          if (!name.equals("to") && !name.equals("when")) {
            own.put(name, value);
          }
        });
    Config nothing = requireNonNull(ConfigSpec.of().read(node(Value.Obj.EMPTY), reader(problems)));
    ConfigSpec spec = requireNonNull(types.get(to)).route(nothing);
    Config config = requireNonNull(spec.read(node(own.build()), reader(problems)));
    Expression when =
        body.get("when").isPresent() ? Expression.parse(texts(body.get("when")).getFirst()) : null;
    return new RouteDefinition(position, to, when, config, HERE);
  }

  private <T> @Nullable T read(FieldType<T> type, Value value) {
    ConfigReader reader = reader(problems);
    return reader.within("steps", () -> type.read(node(value), reader));
  }

  private ConfigReader reader(Problems found) {
    return new ConfigReader(found, this, _ -> null);
  }

  private static Node node(Value value) {
    return Node.of(value, HERE);
  }

  private static List<String> texts(Value value) {
    return switch (value) {
      case Value.Text text -> List.of(text.value());
      case Value.Arr list -> list.elements().stream().map(it -> ((Value.Text) it).value()).toList();
      default -> List.of();
    };
  }

  @Override
  public Active active() {
    return active;
  }

  @Override
  public Optional<PipelineVersion> pipeline(int versionId) {
    return pipelines.values().stream().filter(it -> it.id() == versionId).findAny();
  }

  @Override
  public Optional<Target> find(String name) {
    DestinationType type = types.get(name);
    if (type == null) {
      return Optional.empty();
    }
    Config config = requireNonNull(type.config().read(node(Value.Obj.EMPTY), reader(problems)));
    DestinationDefinition definition =
        new DestinationDefinition(name, name, config, null, null, null, HERE);
    return Optional.of(new Target(definition, type, type.lanes(config)));
  }

  @Override
  public Optional<ConfigSpec> action(String type) {
    return actionKey(type)
        .flatMap(key -> actions.stream().filter(it -> it.key().equals(key)).findAny())
        .map(ActionType::config);
  }

  @Override
  public Optional<String> actionKey(String typeOrAlias) {
    return actions.stream()
        .filter(it -> it.key().equals(typeOrAlias) || it.aliases().contains(typeOrAlias))
        .map(ActionType::key)
        .findAny();
  }

  @Override
  public List<String> actionTypes() {
    return actions.stream().map(ActionType::key).toList();
  }

  @Override
  public Optional<ConfigSpec> destination(String type) {
    return Optional.ofNullable(types.get(type)).map(DestinationType::config);
  }

  @Override
  public ConfigSpec route(String type, Config destination) {
    return requireNonNull(types.get(type)).route(destination);
  }

  @Override
  public List<String> destinationTypes() {
    return List.copyOf(types.keySet());
  }
}
