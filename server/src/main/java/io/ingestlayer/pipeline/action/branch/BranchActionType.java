package io.ingestlayer.pipeline.action.branch;

import io.ingestlayer.component.ConfigSpec;
import io.ingestlayer.component.Field;
import io.ingestlayer.component.Step;
import io.ingestlayer.pipeline.Action;
import io.ingestlayer.pipeline.ActionContext;
import io.ingestlayer.pipeline.ActionType;
import java.util.ArrayList;
import java.util.List;

/// Takes events different ways.
public final class BranchActionType implements ActionType {
  private static final Field<List<Arm>> ARMS =
      Field.required(
          "arms",
          new ArmsType(),
          "The arms in order; an event goes into the first whose `when` is true.");

  @Override
  public String key() {
    return "branch";
  }

  @Override
  public ConfigSpec config() {
    return ConfigSpec.whole(ARMS);
  }

  @Override
  public Action open(Step step, ActionContext context) {
    List<OpenedArm> arms = new ArrayList<>();
    for (Arm arm : step.config().get(ARMS)) {
      arms.add(OpenedArm.of(arms.size(), arm, context.open().open(arm.steps())));
    }
    return new BranchAction(arms);
  }
}
