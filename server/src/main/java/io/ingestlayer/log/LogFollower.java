package io.ingestlayer.log;

import io.ingestlayer.event.Event;
import java.util.List;

/// Takes what was just committed, so that it need not be read again.
public interface LogFollower {

  /// Events of one partition with successive offsets. Called by the partition's appender after each commit; returns at once.
  void appended(List<Event> batch);
}
