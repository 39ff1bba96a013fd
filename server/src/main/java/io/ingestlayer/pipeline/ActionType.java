package io.ingestlayer.pipeline;

import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Step;
import java.util.Set;

/// A kind of action: what it is called, what it needs to be told, and how a step becomes one. One object for the process.
public interface ActionType {

  /// The name in definitions: `filter.match`.
  String key();

  default Set<String> aliases() {
    return Set.of();
  }

  ConfigSpec config();

  /// Makes the step ready to run, once for each pipeline version.
  Action open(Step step, ActionContext context);
}
