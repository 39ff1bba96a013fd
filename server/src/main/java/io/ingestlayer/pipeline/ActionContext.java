package io.ingestlayer.pipeline;

import io.ingestlayer.component.Step;
import io.ingestlayer.entity.EntityTraits;
import java.util.List;

/// What an action gets from the pipeline around it.
///
/// @param entities traits of what events are about
/// @param open makes steps inside a step (the arms of a branch) ready to run
public record ActionContext(EntityTraits entities, StepOpener open) {

  /// Makes steps ready to run, in their order.
  public interface StepOpener {
    Steps open(List<Step> steps);
  }
}
