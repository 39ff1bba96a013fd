package io.ingestlayer.log;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The stored events for a person to look at. Any thread may call.
public interface EventQueries {
  /// The most events of one page.
  int LIST_MAX = 500;

  /// Events that pass the filter, newest first.
  ///
  /// @param after the `next` of the page before; null for the first page
  /// @param limit at most so many, 1 to 500
  EventPage list(EventFilter filter, @Nullable EventId after, int limit);

  /// Events that pass the filter, the oldest first.
  ///
  /// @param filter of times only
  /// @param after the `next` of the page before; null for the first page
  /// @param limit at most so many, 1 to 500
  EventPage oldest(EventFilter filter, @Nullable EventId after, int limit);

  /// The event of that id, as long as it is kept.
  Optional<Event> find(EventId id);
}
