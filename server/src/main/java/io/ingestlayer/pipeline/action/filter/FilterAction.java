package io.ingestlayer.pipeline.action.filter;

import io.ingestlayer.expression.Notes;
import io.ingestlayer.pipeline.Action;
import io.ingestlayer.pipeline.Walk;
import java.util.List;

/// Drops each event that its condition does not hold for, and says why.
record FilterAction(String step, FilterCondition condition) implements Action {

  @Override
  public void apply(List<Walk> walks) {
    for (Walk walk : walks) {
      if (!condition.condition().test(walk.scope(), Notes.none())) {
        walk.drop(step, "filter_not_met", condition.criterion().unmet(walk.scope()));
      }
    }
  }
}
