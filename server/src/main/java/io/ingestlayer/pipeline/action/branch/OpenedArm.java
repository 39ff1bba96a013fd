package io.ingestlayer.pipeline.action.branch;

import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.pipeline.Steps;
import org.jspecify.annotations.Nullable;

/// An arm that is ready to run.
///
/// @param way how it is called where a person asks which way an event went
record OpenedArm(@Nullable Expression when, Steps steps, String way) {

  static OpenedArm of(int place, Arm arm, Steps steps) {
    Expression when = arm.when();
    String way = "branch[" + place + "] " + (when == null ? "else" : "when " + when.source());
    return new OpenedArm(when, steps, way);
  }

  boolean takes(Scope scope, Notes notes) {
    return when == null || when.test(scope, notes);
  }
}
