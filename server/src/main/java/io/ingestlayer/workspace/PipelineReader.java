package io.ingestlayer.workspace;

import static io.ingestlayer.component.FieldTypes.BOOLEAN;
import static io.ingestlayer.component.FieldTypes.EXPRESSION;
import static io.ingestlayer.component.FieldTypes.STEPS;
import static io.ingestlayer.component.FieldTypes.TEXT;
import static io.ingestlayer.component.FieldTypes.listOf;
import static io.ingestlayer.workspace.RawType.RAW;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.Node;
import io.ingestlayer.component.Step;
import io.ingestlayer.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a pipeline and its routes.
final class PipelineReader {
  private static final int ROUTES_MAX = 100;
  private static final Field<String> PIPELINE =
      Field.required("pipeline", NameType.DEFINITION, "The pipeline's name.");
  private static final Field<List<String>> MATCH =
      Field.withDefault(
          "match",
          listOf(NameType.EVENT_PATTERN),
          List.of(),
          "Event types it takes, exact or user.*");
  private static final Field<List<String>> FROM =
      Field.withDefault("from", listOf(NameType.SOURCE), List.of(), "Sources it is narrowed to.");
  private static final Field<List<Step>> STEP_LIST =
      Field.withDefault("steps", STEPS, List.of(), "What it does, in order.");
  private static final Field<Node> DESTINATIONS =
      Field.optional("destinations", RAW, "Where events go.");
  static final ConfigSpec SPEC = ConfigSpec.of(PIPELINE, MATCH, FROM, STEP_LIST, DESTINATIONS);

  private static final Field<String> TO = Field.required("to", TEXT, "The name of a destination.");
  private static final Field<Expression> WHEN =
      Field.optional("when", EXPRESSION, "Skipped unless this is true.");
  private static final Field<Boolean> ALWAYS =
      Field.withDefault("always", BOOLEAN, false, "Says that there is no condition.");

  static final Field<Expression> ORDER_BY =
      Field.optional(
          "order_by",
          EXPRESSION,
          "Events that have the same of this go one after the other, the oldest that waits first, be it live or replayed.");

  private final RouteTypes types;

  PipelineReader(RouteTypes types) {
    this.types = types;
  }

  /// The definition; null after errors were added.
  @Nullable PipelineDefinition read(Node.Members document, ConfigReader reader) {
    int before = reader.errorCount();
    Config own = SPEC.read(document, reader);
    List<RouteDefinition> routes = routes(document, reader);
    if (own == null || reader.errorCount() != before) {
      return null;
    }
    if (own.get(MATCH).isEmpty() && own.get(FROM).isEmpty()) {
      reader.error(
          document.at(),
          "missing_key",
          "\"match\" is missing: name the event types it takes, or write match: \"*\" for all");
      return null;
    }
    return new PipelineDefinition(
        own.get(PIPELINE),
        own.get(MATCH),
        own.get(FROM),
        own.get(STEP_LIST),
        routes,
        document.at());
  }

  private List<RouteDefinition> routes(Node.Members document, ConfigReader reader) {
    Node list = document.find(DESTINATIONS.key()).map(Node.Member::value).orElse(null);
    if (list == null) {
      return List.of();
    }
    if (!(list instanceof Node.Items items)) {
      reader.wrongType(list, "a list such as [ { to: team-slack } ]");
      return List.of();
    }
    if (items.elements().size() > ROUTES_MAX) {
      reader.error(items.at(), "too_many", "more than " + ROUTES_MAX + " destinations");
      return List.of();
    }
    List<RouteDefinition> routes = new ArrayList<>();
    for (int i = 0; i < items.elements().size(); i++) {
      int position = i;
      RouteDefinition route =
          reader.within(
              ".destinations[" + i + "]",
              () -> route(position, items.elements().get(position), reader));
      if (route != null) {
        routes.add(route);
      }
    }
    return routes;
  }

  private @Nullable RouteDefinition route(int position, Node node, ConfigReader reader) {
    if (!(node instanceof Node.Members members)) {
      return reader.wrongType(node, "a mapping such as { to: team-slack }");
    }
    ConfigSpec vendor =
        switch (types.find(position, members, reader)) {
          case RouteTypes.Known known -> known.spec();
          case RouteTypes.Unknown unknown -> null;
        };
    Config config = vendor == null ? null : read(members, vendor, reader);
    if (vendor == null) {
      checkOwnKeys(members, reader);
    }
    if (config == null) {
      return null;
    }
    if (config.get(ALWAYS) && config.find(WHEN).isPresent()) {
      reader.error(
          members.at(), "contradiction", "\"when\" and \"always: true\" exclude each other");
      return null;
    }
    return new RouteDefinition(
        position,
        config.get(TO),
        config.find(WHEN).orElse(null),
        config.find(ORDER_BY).orElse(null),
        config,
        members.at());
  }

  /// The route's own keys and the type's in one, so that a suggestion for a wrong one knows them all.
  private static @Nullable Config read(
      Node.Members members, ConfigSpec vendor, ConfigReader reader) {
    List<Field<?>> fields = new ArrayList<>(List.of(TO, WHEN, ALWAYS, ORDER_BY));
    fields.addAll(vendor.fields());
    return new ConfigSpec(fields, false, vendor.rules()).read(members, reader);
  }

  /// Without the destination nothing is known of the type's keys; `when` can be checked all the same.
  private static void checkOwnKeys(Node.Members members, ConfigReader reader) {
    members.find(WHEN.key()).ifPresent(it -> WHEN.type().read(it.value(), reader));
    members.find(ORDER_BY.key()).ifPresent(it -> ORDER_BY.type().read(it.value(), reader));
    members.find(ALWAYS.key()).ifPresent(it -> ALWAYS.type().read(it.value(), reader));
  }
}
