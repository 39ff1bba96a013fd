package io.ingestlayer.log.postgres;

import io.ingestlayer.event.Event;
import io.ingestlayer.log.AppendResult;
import java.util.List;

/// What a group's transaction does when it is committed.
///
/// @param results one for each event of the group, in their order
/// @param events those that are stored, with successive offsets
record WrittenGroup(List<AppendResult> results, List<Event> events) {

  WrittenGroup {
    results = List.copyOf(results);
    events = List.copyOf(events);
  }
}
