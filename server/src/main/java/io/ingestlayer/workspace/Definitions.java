package io.ingestlayer.workspace;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Secret;
import io.ingestlayer.event.Value;
import io.ingestlayer.limit.LimitRule;
import java.util.List;
import java.util.Map;

/// Everything that is defined together, understood, and each as it was written.
public record Definitions(
    List<Defined<EventDefinition>> events,
    List<Defined<DestinationDefinition>> destinations,
    List<Defined<PipelineDefinition>> pipelines,
    List<Defined<LimitRule>> limits) {
  public static final Definitions NOTHING =
      new Definitions(List.of(), List.of(), List.of(), List.of());

  public Definitions {
    events = List.copyOf(events);
    destinations = List.copyOf(destinations);
    pipelines = List.copyOf(pipelines);
    limits = List.copyOf(limits);
  }

  /// One definition.
  ///
  /// @param body what is kept of it: as it was written, with a mark in place of each secret in plain text
  /// @param plainSecrets those secrets by their marks
  public record Defined<T>(
      String name, T definition, Value.Obj body, Map<String, Secret> plainSecrets) {
    public Defined {
      plainSecrets = Map.copyOf(plainSecrets);
      requireNonNull(name);
      requireNonNull(definition);
      requireNonNull(body);
    }
  }
}
