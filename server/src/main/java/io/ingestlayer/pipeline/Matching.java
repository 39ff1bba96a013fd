package io.ingestlayer.pipeline;

import io.ingestlayer.event.Glob;
import io.ingestlayer.workspace.PipelineDefinition;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Which events a pipeline takes.
///
/// @param exact event types as they are
/// @param globs patterns of event types
/// @param any whether it takes every type
/// @param from source names it is narrowed to; empty for any
record Matching(Set<String> exact, List<Glob> globs, boolean any, Set<String> from) {

  Matching {
    exact = Set.copyOf(exact);
    globs = List.copyOf(globs);
    from = Set.copyOf(from);
  }

  static Matching of(PipelineDefinition definition) {
    return new Matching(
        definition.match().stream().filter(it -> !Glob.isGlob(it)).collect(Collectors.toSet()),
        definition.match().stream().filter(Glob::isGlob).map(Glob::new).toList(),
        definition.match().isEmpty(),
        Set.copyOf(definition.from()));
  }

  boolean takesType(String type) {
    return any || exact.contains(type) || globs.stream().anyMatch(it -> it.matches(type));
  }

  boolean takesFrom(String source) {
    return from.isEmpty() || from.contains(source);
  }
}
