package io.ingestlayer.workspace.postgres;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.workspace.DefinitionKind;
import io.ingestlayer.workspace.Definitions.Defined;
import io.ingestlayer.workspace.DestinationDefinition;
import io.ingestlayer.workspace.EventDefinition;
import io.ingestlayer.workspace.PipelineDefinition;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A definition on its way to the table `definition_version`.
///
/// @param body `{"definition": as it was written}`, and for a pipeline `"destination_types"`: the type of each route's
///     destination, without which the route could not be read once the destination is gone
record VersionRow(Name name, String body) {
  private static final String DEFINITION = "definition";
  private static final String TYPES = "destination_types";

  /// What a version is a version of.
  record Name(DefinitionKind kind, String name) {
    static Name ofPipeline(String name) {
      return new Name(DefinitionKind.PIPELINE, name);
    }

    @Override
    public String toString() {
      return kind.word() + " " + name;
    }
  }

  /// @param id the row
  /// @param version counts from 1 for each name
  /// @param hash of the body, in hexadecimal digits
  record Version(int id, int version, String hash) {}

  /// A row that was read.
  record Kept(int id, DefinitionKind kind, String name, int version, Value.Obj body) {
    Value.Obj definition() {
      if (body.get(DEFINITION) instanceof Value.Obj definition) {
        return definition;
      }
      throw new IllegalStateException("version " + id + " holds no definition");
    }

    List<String> destinationTypes() {
      return texts(body.get(TYPES));
    }

    /// The names of the destinations that a pipeline's routes go to.
    List<String> destinations() {
      Value routes = definition().get("destinations");
      return routes instanceof Value.Arr(List<Value> elements)
          ? texts(Value.array(elements.stream().map(it -> it.get("to")).toList()))
          : List.of();
    }

    private static List<String> texts(Value list) {
      return list instanceof Value.Arr(List<Value> elements)
          ? elements.stream()
              .map(it -> it instanceof Value.Text(String text) ? text : Json.write(it))
              .toList()
          : List.of();
    }
  }

  static VersionRow event(Defined<EventDefinition> event) {
    return of(DefinitionKind.EVENT, event, Value.object());
  }

  static VersionRow destination(Defined<DestinationDefinition> destination) {
    return of(DefinitionKind.DESTINATION, destination, Value.object());
  }

  static VersionRow limit(Defined<LimitRule> limit) {
    return of(DefinitionKind.LIMIT, limit, Value.object());
  }

  /// @param types the type of each destination by its name
  static VersionRow pipeline(Defined<PipelineDefinition> pipeline, Map<String, String> types) {
    List<Value> routeTypes =
        pipeline.definition().routes().stream()
            .map(it -> Value.of(Objects.requireNonNull(types.get(it.to()))))
            .toList();
    return of(
        DefinitionKind.PIPELINE, pipeline, Value.object().put(TYPES, Value.array(routeTypes)));
  }

  private static VersionRow of(DefinitionKind kind, Defined<?> defined, Value.ObjBuilder more) {
    Value.Obj body = more.put(DEFINITION, defined.body()).build();
    return new VersionRow(new Name(kind, defined.name()), Json.write(body));
  }

  String hash() {
    return HexFormat.of().formatHex(Sha256.of(body));
  }
}
