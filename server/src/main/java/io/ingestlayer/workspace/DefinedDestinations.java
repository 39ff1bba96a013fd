package io.ingestlayer.workspace;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.Node;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The destinations that are defined beside a pipeline.
///
/// @param read those that could be read, by name
/// @param named all names, also of those that could not
/// @param complete false when more may be defined in a file that could not be read
record DefinedDestinations(
    Map<String, DestinationDefinition> read, Set<String> named, boolean complete)
    implements RouteTypes {

  @Override
  public Found find(int position, Node.Members route, ConfigReader reader) {
    Node.Member to = route.find("to").orElse(null);
    if (to == null) {
      reader.error(route.at(), "missing_key", "\"to\" is missing: " + advice(route, reader));
      return new Unknown();
    }
    if (!(to.value() instanceof Node.Scalar name) || !name.value().isPresent()) {
      reader.wrongType(to.value(), "the name of a destination");
      return new Unknown();
    }
    DestinationDefinition destination = read.get(name.text());
    if (destination != null) {
      checkOrder(destination, route, reader);
      return new Known(reader.catalog().route(destination.type(), destination.config()));
    }
    if (complete && !named.contains(name.text())) {
      reader.error(
          name.at(),
          "unknown_destination",
          "there is no destination \""
              + name.text()
              + "\"; "
              + ConfigReader.suggest(name.text(), names()));
    }
    return new Unknown();
  }

  private static void checkOrder(
      DestinationDefinition destination, Node.Members route, ConfigReader reader) {
    Node.Member order = route.find(PipelineReader.ORDER_BY.key()).orElse(null);
    if (order != null && destination.policy().newestFirst()) {
      reader.error(
          order.at(),
          "contradiction",
          "\"order_by\" cannot be kept where the newest is sent first: take \"backlog: newest-first\" from \""
              + destination.name()
              + "\" or this from here");
    }
  }

  private List<String> names() {
    return named.stream().sorted().toList();
  }

  /// The hosted product's shape is `- slack: { channel: … }`.
  private String advice(Node.Members route, ConfigReader reader) {
    String first = route.members().isEmpty() ? "" : route.members().firstEntry().getKey();
    boolean typeFirst = named.contains(first) || reader.catalog().destinationKey(first).isPresent();
    return typeFirst && route.members().size() == 1
        ? "write the destination's name as \"to: …\" and its settings beside it"
        : "name a destination; " + ConfigReader.suggest("", names());
  }
}
