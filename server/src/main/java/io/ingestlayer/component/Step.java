package io.ingestlayer.component;

import static java.util.Objects.requireNonNull;

/// One step of a pipeline: an action type with its configuration.
///
/// @param path its place in the pipeline, such as `steps[1].branch[0].steps[0]`
public record Step(String action, Config config, String path, Location at) {

  public Step {
    requireNonNull(action);
    requireNonNull(config);
    requireNonNull(path);
    requireNonNull(at);
  }
}
