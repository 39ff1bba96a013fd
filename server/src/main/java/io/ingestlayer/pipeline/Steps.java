package io.ingestlayer.pipeline;

import io.ingestlayer.component.Step;
import io.ingestlayer.entity.EntityTraits;
import java.util.List;

/// Steps in a row, ready to run. Deciding is one thread at a time.
public record Steps(List<Action> actions) {

  public Steps {
    actions = List.copyOf(actions);
  }

  static Steps open(List<Step> steps, ActionTypes types, EntityTraits entities) {
    return new Steps(opened(steps, types, entities));
  }

  private static List<Action> opened(List<Step> steps, ActionTypes types, EntityTraits entities) {
    ActionContext context = new ActionContext(entities, inner -> open(inner, types, entities));
    return steps.stream()
        .<Action>map(it -> new OpenedStep(it, types.get(it.action()).open(it, context)))
        .toList();
  }

  /// Takes the walks through the steps; each step gets those that still go on. Returns those that came through.
  public List<Walk> take(List<Walk> walks) {
    List<Walk> going = walks;
    for (Action action : actions) {
      if (going.isEmpty()) {
        return going;
      }
      action.apply(going);
      going = goingOn(going);
    }
    return going;
  }

  private static List<Walk> goingOn(List<Walk> walks) {
    for (Walk walk : walks) {
      if (!walk.goesOn()) {
        return walks.stream().filter(Walk::goesOn).toList();
      }
    }
    return walks;
  }
}
