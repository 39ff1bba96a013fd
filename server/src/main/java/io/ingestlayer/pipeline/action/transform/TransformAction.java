package io.ingestlayer.pipeline.action.transform;

import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Bounds;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.ValueTemplate;
import io.ingestlayer.pipeline.Action;
import io.ingestlayer.pipeline.Walk;
import java.util.List;

/// Makes each event's output.
record TransformAction(String step, ValueTemplate template) implements Action {

  @Override
  public void apply(List<Walk> walks) {
    for (Walk walk : walks) {
      Value output = template.evaluate(walk.scope(), Notes.none());
      if (output == Value.Absent.ABSENT) {
        withoutOutput(walk);
      } else {
        walk.learn(walk.scope().withOutput(output));
      }
    }
  }

  /// A result is absent when it is too large, which is remarked, or when the expression has no answer.
  private void withoutOutput(Walk walk) {
    Notes notes = new Notes();
    template.evaluate(walk.scope(), notes);
    if (notes.remarks().isEmpty()) {
      walk.remark("the output is null: " + notes.operand().orElse("the template has no answer"));
      walk.learn(walk.scope().withOutput(Value.Null.NULL));
    } else {
      walk.fail(
          step,
          "transform_too_large",
          "the output would be more than " + Bounds.RESULT_MAX + " characters of JSON");
    }
  }
}
