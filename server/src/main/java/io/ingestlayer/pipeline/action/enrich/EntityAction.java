package io.ingestlayer.pipeline.action.enrich;

import io.ingestlayer.entity.EntityTraits;
import io.ingestlayer.event.Value;
import io.ingestlayer.expression.Expression;
import io.ingestlayer.expression.Notes;
import io.ingestlayer.pipeline.Action;
import io.ingestlayer.pipeline.Walk;
import io.ingestlayer.pipeline.WhyNot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts an entity's traits into each event's scope; one look-up for all.
record EntityAction(String kind, Expression key, EntityTraits entities) implements Action {

  @Override
  public void apply(List<Walk> walks) {
    List<@Nullable String> ids = new ArrayList<>(walks.size());
    Set<String> wanted = HashSet.newHashSet(walks.size());
    for (Walk walk : walks) {
      String id = id(walk);
      ids.add(id);
      if (id != null) {
        wanted.add(id);
      }
    }
    Map<String, Value.Obj> found = wanted.isEmpty() ? Map.of() : entities.traits(kind, wanted);
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      if (id != null) {
        learn(walks.get(i), id, found.get(id));
      }
    }
  }

  private void learn(Walk walk, String id, Value.@Nullable Obj traits) {
    if (traits == null) {
      walk.remark("entity " + kind + " " + WhyNot.shorten(id) + " not found");
    } else {
      walk.learn(walk.scope().withEntity(kind, traits));
    }
  }

  /// The external id; null, with a remark, when there is none.
  private @Nullable String id(Walk walk) {
    Value id = key.evaluate(walk.scope(), Notes.none());
    return switch (id) {
      case Value.Text text -> text.value();
      case Value.Num number -> number.text();
      case Value.Absent _, Value.Null _, Value.Bool _, Value.Arr _, Value.Obj _ -> {
        walk.remark(
            "no entity " + kind + " was looked for: " + key.source() + " is " + WhyNot.show(id));
        yield null;
      }
    };
  }
}
