package io.ingestlayer.pipeline.action.set;

import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Step;
import io.ingestlayer.expression.ValueTemplate;
import io.ingestlayer.pipeline.Action;
import io.ingestlayer.pipeline.ActionContext;
import io.ingestlayer.pipeline.ActionType;
import java.util.SequencedMap;

/// Writes values into the context.
public final class SetActionType implements ActionType {
  private static final Field<SequencedMap<String, ValueTemplate>> VALUES =
      Field.required(
          "values",
          FieldTypes.mapOf(FieldTypes.VALUE_TEMPLATE),
          "Values by name, each text, an expression or a structure of such; read as $context.<name>.");

  @Override
  public String key() {
    return "set";
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.whole(VALUES);
  }

  @Override
  public Action open(Step step, ActionContext context) {
    return SetAction.of(step.path() + " " + step.action(), step.config().get(VALUES));
  }
}
