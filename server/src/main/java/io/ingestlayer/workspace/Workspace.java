package io.ingestlayer.workspace;

import io.ingestlayer.limit.LimitRule;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is defined now, and every pipeline version that ever was. Any thread may call it.
public interface Workspace {
  /// The only workspace for now; it leads every key, so that there can be more.
  int DEFAULT_ID = 1;

  /// What is active now: immutable, whole.
  Active active();

  /// A pipeline version, active or not, so that what is in flight can finish under it; read once, then kept in memory.
  Optional<PipelineVersion> pipeline(int versionId);

  /// The definitions that are active together.
  ///
  /// @param events by type
  /// @param destinations by name
  /// @param limits in the order of their names
  record Active(
      Map<String, EventDefinition> events,
      Map<String, DestinationDefinition> destinations,
      List<PipelineVersion> pipelines,
      List<LimitRule> limits) {

    public static final Active NOTHING = new Active(Map.of(), Map.of(), List.of(), List.of());

    public Active {
      events = Map.copyOf(events);
      destinations = Map.copyOf(destinations);
      pipelines = List.copyOf(pipelines);
      limits = limits.stream().sorted(Comparator.comparing(LimitRule::name)).toList();
    }
  }
}
