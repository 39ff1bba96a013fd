package io.ingestlayer.workspace;

import java.util.Map;
import java.util.Set;

/// What the versions of pipelines are called, told without reading their definitions. Any thread may call it.
public interface PipelineNames {

  /// By version id; an id that is not known is left out.
  Map<Integer, Named> of(Set<Integer> versionIds);

  /// The ids of all versions of that pipeline; empty when there never was one.
  Set<Integer> versions(String pipeline);

  /// @param version counted from 1 for each pipeline, as people see it
  record Named(String pipeline, int version) {}
}
