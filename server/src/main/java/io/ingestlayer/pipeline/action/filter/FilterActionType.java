package io.ingestlayer.pipeline.action.filter;

import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.Step;
import io.ingestlayer.pipeline.Action;
import io.ingestlayer.pipeline.ActionContext;
import io.ingestlayer.pipeline.ActionType;
import java.util.Set;

/// Drops what a condition does not hold for.
public final class FilterActionType implements ActionType {
  private static final Field<FilterCondition> CONDITION =
      Field.required(
          "condition",
          new FilterConditionType(),
          "What must hold for an event to pass: { field, op, value }, several under all, any or not, or an expression.");

  @Override
  public String key() {
    return "filter.match";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("filter");
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.whole(CONDITION);
  }

  @Override
  public Action open(Step step, ActionContext context) {
    return new FilterAction(step.path() + " " + step.action(), step.config().get(CONDITION));
  }
}
