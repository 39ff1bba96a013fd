package io.ingestlayer.pipeline.action.branch;

import io.ingestlayer.component.Step;
import io.ingestlayer.expression.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One way through a branch.
///
/// @param when taken when this is true; null for `else`
record Arm(@Nullable Expression when, List<Step> steps) {

  Arm {
    steps = List.copyOf(steps);
  }
}
