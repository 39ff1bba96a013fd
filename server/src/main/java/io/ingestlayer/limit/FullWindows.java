package io.ingestlayer.limit;

import java.util.LinkedHashMap;
import java.util.Map;

/// Windows that have as many keys as they may, as far as this node knows: whoever adds to them looks first which keys have
/// a counter. Only a hint: a window it does not know of costs an insert and a delete, never an exact count. It must speak
/// of what is committed; a window stays full until it is closed. Any thread may call it.
public final class FullWindows {
  static final int WINDOWS_MAX = 10_000;

  private final Map<WindowId, Long> keysMax =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<WindowId, Long> eldest) {
          return size() > WINDOWS_MAX;
        }
      };

  /// Whether it is full for a rule that allows so many keys; it is not when the rule allows more by now.
  synchronized boolean holds(WindowId window, long allowed) {
    return allowed <= keysMax.getOrDefault(window, 0L);
  }

  synchronized void add(WindowId window, long allowed) {
    keysMax.put(window, allowed);
  }
}
