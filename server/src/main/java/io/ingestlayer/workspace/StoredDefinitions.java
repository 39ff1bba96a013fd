package io.ingestlayer.workspace;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Location;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Problems;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.LimitRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Function;

/// Reads definitions again from what was kept of them. Any thread may call it.
public final class StoredDefinitions {
  private final DefinitionContext context;

  public StoredDefinitions(DefinitionContext context) {
    this.context = context;
  }

  /// An event type; nothing after errors were added.
  public Optional<EventDefinition> event(String name, Value.Obj body, Problems problems) {
    ConfigReader reader = context.reader(problems);
    Node.Members document = document("event " + name, body, new ArrayList<>());
    return Optional.ofNullable(new EventReader(context.schemas()).read(document, reader));
  }

  /// A destination; nothing after errors were added, such as for a secret that is not kept.
  public Optional<DestinationDefinition> destination(
      String name, Value.Obj body, Problems problems) {
    List<Location> lost = new ArrayList<>();
    Node.Members document = document("destination " + name, body, lost);
    if (!lost.isEmpty()) {
      problems.error(
          document.at(),
          "secret_missing",
          "its secret was in plain text and is not kept; apply its definition again");
      return Optional.empty();
    }
    ConfigReader reader = context.reader(problems);
    return Optional.ofNullable(DestinationReader.read(document, reader));
  }

  /// A limit; nothing after errors were added.
  public Optional<LimitRule> limit(String name, Value.Obj body, Problems problems) {
    ConfigReader reader = context.reader(problems);
    Node.Members document = document("limit " + name, body, new ArrayList<>());
    return Optional.ofNullable(LimitReader.read(document, reader));
  }

  /// The names of the server's secrets that a definition refers to.
  public static SortedSet<String> secretNames(Value.Obj body) {
    return StoredBody.secretNames(body);
  }

  /// A pipeline as it was when it was kept, whatever has become of its destinations and of the variables it names.
  ///
  /// @param types the type of each route's destination, in the order of the routes
  /// @param destinations what is kept of a destination by its name, for what a route may say
  /// @throws IllegalStateException when this version of the product cannot read it any more
  public PipelineDefinition pipeline(
      String name,
      Value.Obj body,
      List<String> types,
      Function<String, Optional<Value.Obj>> destinations) {
    Problems problems = new Problems();
    ConfigReader reader = context.lenientReader(problems);
    RouteTypes routes = new KeptTypes(types, destinations);
    Node.Members document = document("pipeline " + name, body, new ArrayList<>());
    PipelineDefinition definition = new PipelineReader(routes).read(document, reader);
    if (definition == null) {
      throw new IllegalStateException("reading of a stored pipeline: " + problems.all());
    }
    return definition;
  }

  private Node.Members document(String label, Value.Obj body, List<Location> lost) {
    Node node = StoredBody.toNode(body, new Location(label, 1, 1), context.secrets()::marked, lost);
    if (node instanceof Node.Members members) {
      return members;
    }
    throw new IllegalStateException("what was kept of the " + label + " is no definition");
  }

  /// The types that were recorded with the routes.
  private final class KeptTypes implements RouteTypes {
    private final List<String> types;
    private final Function<String, Optional<Value.Obj>> destinations;

    KeptTypes(List<String> types, Function<String, Optional<Value.Obj>> destinations) {
      this.types = List.copyOf(types);
      this.destinations = destinations;
    }

    @Override
    public Found find(int position, Node.Members route, ConfigReader reader) {
      Optional<String> type =
          position < types.size()
              ? context.catalog().destinationKey(types.get(position))
              : Optional.empty();
      if (type.isEmpty()) {
        reader.error(route.at(), "unknown_type", "the type of its destination is not known");
        return new Unknown();
      }
      return new Known(context.catalog().route(type.get(), config(type.get(), route)));
    }

    /// The destination's own settings, when it still is of that type; else none.
    private Config config(String type, Node.Members route) {
      Optional<Config> kept =
          route
              .find("to")
              .map(Node.Member::value)
              .filter(Node.Scalar.class::isInstance)
              .flatMap(it -> destinations.apply(((Node.Scalar) it).text()))
              .flatMap(it -> read(type, it));
      return kept.orElseGet(() -> {
        Config none =
            ConfigSpec.of().read(route.at(), List.of(), context.lenientReader(new Problems()));
        if (none == null) {
          throw new IllegalStateException("an empty configuration is always read");
        }
        return none;
      });
    }

    private Optional<Config> read(String type, Value.Obj destination) {
      Node.Members document = document("destination", destination, new ArrayList<>());
      DestinationDefinition definition =
          DestinationReader.read(document, context.lenientReader(new Problems()));
      return definition != null && definition.type().equals(type)
          ? Optional.of(definition.config())
          : Optional.empty();
    }
  }
}
