package io.ingestlayer.workspace;

import static java.util.Objects.requireNonNull;

/// A pipeline as it stood at one time; what was decided under it stays under it.
///
/// @param id the row of `definition_version`, unique over all pipelines
/// @param version counts from 1 for each pipeline
public record PipelineVersion(int id, int version, PipelineDefinition definition) {

  public PipelineVersion {
    requireNonNull(definition);
  }

  public String name() {
    return definition.name();
  }
}
