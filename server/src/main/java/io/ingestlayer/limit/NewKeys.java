package io.ingestlayer.limit;

import java.util.ArrayList;
import java.util.List;

/// The keys that a window has got in one step, in their order. One thread.
final class NewKeys {
  private final Increment any;
  private final List<Increment> keys = new ArrayList<>();

  /// @param any one of the window's, whether its key is new or not
  NewKeys(Increment any) {
    this.any = any;
  }

  void add(Increment increment) {
    keys.add(increment);
  }

  Increment any() {
    return any;
  }

  int size() {
    return keys.size();
  }

  long keysMax() {
    return any.rule().keysMax();
  }

  /// The last ones: those that make it more than `max_keys`.
  ///
  /// @param now how many keys the window has, these included
  List<Increment> beyond(long now) {
    int over = Math.clamp(now - keysMax(), 0, keys.size());
    return keys.subList(keys.size() - over, keys.size());
  }
}
