package io.ingestlayer.outbox;

import java.util.List;

/// Events of our own that were decided and are not in the log yet: only the appender writes the log. Any thread may call it.
public interface Outbox {

  /// The oldest ones.
  ///
  /// @param max at most so many
  List<OutboxEvent> oldest(int max);

  /// Forgets events that are in the log now.
  void remove(List<OutboxEvent> events);
}
