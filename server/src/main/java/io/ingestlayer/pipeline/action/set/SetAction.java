package io.ingestlayer.pipeline.action.set;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Bounds;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.expression.Scope;
import io.ingestlayer.expression.ValueTemplate;
import io.ingestlayer.pipeline.Action;
import io.ingestlayer.pipeline.Walk;
import java.util.List;
import java.util.SequencedMap;

/// Adds values to the context.
///
/// @param values an object template
record SetAction(String step, ValueTemplate values) implements Action {

  SetAction {
    requireNonNull(step);
    requireNonNull(values);
  }

  static SetAction of(String step, SequencedMap<String, ValueTemplate> values) {
    return new SetAction(step, ValueTemplate.object(values));
  }

  @Override
  public void apply(List<Walk> walks) {
    for (Walk walk : walks) {
      write(walk);
    }
  }

  private void write(Walk walk) {
    Scope scope = walk.scope();
    if (!(values.evaluate(scope, Notes.none()) instanceof Value.Obj more)) {
      tooLarge(walk);
      return;
    }
    Value.Obj context = more;
    if (scope.root("context") instanceof Value.Obj before && !before.members().isEmpty()) {
      context =
          Value.object()
              .putAll(List.copyOf(before.members().entrySet()))
              .putAll(List.copyOf(more.members().entrySet()))
              .build();
      if (Json.writeWithin(Bounds.RESULT_MAX, context).isEmpty()) {
        tooLarge(walk);
        return;
      }
    }
    walk.learn(scope.withContext(context));
  }

  private void tooLarge(Walk walk) {
    walk.fail(
        step,
        "context_too_large",
        "what was set would be more than " + Bounds.RESULT_MAX + " characters of JSON");
  }
}
