package io.ingestlayer.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// The kinds of actions there are, by key and alias.
public final class ActionTypes {
  private final Map<String, ActionType> byName;

  public ActionTypes(Collection<ActionType> types) {
    Map<String, ActionType> names = new HashMap<>();
    for (ActionType type : types) {
      add(names, type.key(), type);
      type.aliases().forEach(it -> add(names, it, type));
    }
    byName = Map.copyOf(names);
  }

  private static void add(Map<String, ActionType> names, String name, ActionType type) {
    if (names.put(name, type) != null) {
      throw new IllegalArgumentException("two kinds of actions are called " + name);
    }
  }

  /// @throws IllegalStateException when there is none; the definitions were checked when they were loaded
  ActionType get(String name) {
    ActionType type = byName.get(requireNonNull(name));
    if (type == null) {
      throw new IllegalStateException("no kind of action is called " + name);
    }
    return type;
  }
}
