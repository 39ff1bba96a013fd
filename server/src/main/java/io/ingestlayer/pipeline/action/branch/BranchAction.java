package io.ingestlayer.pipeline.action.branch;

import io.ingestlayer.expression.Notes;
import io.ingestlayer.pipeline.Action;
import io.ingestlayer.pipeline.Walk;
import java.util.ArrayList;
import java.util.List;

/// Takes each event through the first arm that takes it.
record BranchAction(List<OpenedArm> arms) implements Action {

  BranchAction {
    arms = List.copyOf(arms);
  }

  @Override
  public void apply(List<Walk> walks) {
    List<List<Walk>> byArm = new ArrayList<>();
    arms.forEach(_ -> byArm.add(new ArrayList<>()));
    for (Walk walk : walks) {
      int place = choose(walk);
      if (place >= 0) {
        byArm.get(place).add(walk);
      }
    }
    for (int place = 0; place < byArm.size(); place++) {
      if (!byArm.get(place).isEmpty()) {
        arms.get(place).steps().take(byArm.get(place));
      }
    }
  }

  /// The place of the arm that takes it; -1 when none does.
  private int choose(Walk walk) {
    Notes notes = walk.isTraced() ? new Notes() : Notes.none();
    for (int place = 0; place < arms.size(); place++) {
      if (arms.get(place).takes(walk.scope(), notes)) {
        took(walk, arms.get(place).way(), notes);
        return place;
      }
    }
    took(walk, "no arm", notes);
    return -1;
  }

  private static void took(Walk walk, String way, Notes notes) {
    if (walk.isTraced()) {
      walk.took(way + notes.operand().map(it -> "; " + it).orElse(""));
    }
  }
}
