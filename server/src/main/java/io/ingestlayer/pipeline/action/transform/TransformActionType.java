package io.ingestlayer.pipeline.action.transform;

import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.Step;
import io.ingestlayer.expression.ValueTemplate;
import io.ingestlayer.pipeline.Action;
import io.ingestlayer.pipeline.ActionContext;
import io.ingestlayer.pipeline.ActionType;

/// Makes what is sent instead of the event.
public final class TransformActionType implements ActionType {
  private static final Field<ValueTemplate> TEMPLATE =
      Field.required(
          "template",
          new OutputTemplateType(),
          "The output: an object whose strings may be expressions, or an expression.");

  @Override
  public String key() {
    return "transform";
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.whole(TEMPLATE);
  }

  @Override
  public Action open(Step step, ActionContext context) {
    return new TransformAction(step.path() + " " + step.action(), step.config().get(TEMPLATE));
  }
}
