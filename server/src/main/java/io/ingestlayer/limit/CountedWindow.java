package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

/// A window that was counted in, as it is known without the rule, which may be gone when the window is closed.
///
/// @param rule [LimitRule#id()]
/// @param name of the limit
/// @param eventType `limit_event_type`
/// @param unit the word for it
record CountedWindow(long rule, String name, String eventType, String unit, Window window) {
  CountedWindow {
    requireNonNull(name);
    requireNonNull(eventType);
    requireNonNull(unit);
    requireNonNull(window);
  }
}
