package io.ingestlayer.entity;

import io.ingestlayer.event.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/// How new traits come to old ones: one level deep.
///
/// A member that is an object on both sides is merged member by member; any other is replaced. An explicit null stays:
/// it says that there is nothing.
final class TraitsMerge {
  private TraitsMerge() {}

  static Value.Obj merge(Value.Obj old, Value.Obj more) {
    Map<String, Value> merged = new LinkedHashMap<>(old.members());
    more.members().forEach((name, value) -> merged.merge(name, value, TraitsMerge::member));
    return Value.Obj.of(merged);
  }

  private static Value member(Value old, Value more) {
    if (old instanceof Value.Obj before && more instanceof Value.Obj after) {
      Map<String, Value> merged = new LinkedHashMap<>(before.members());
      merged.putAll(after.members());
      return Value.Obj.of(merged);
    }
    return more;
  }
}
