package io.ingestlayer.log;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some events of a list, and where the list goes on.
///
/// A page may hold fewer events than asked for, even none, and the list still go on: a search looks at so many events and
/// no more before it answers.
///
/// @param next what to ask for after this page; null at the end of the list
public record EventPage(List<Event> events, @Nullable EventId next) {

  public EventPage {
    events = List.copyOf(events);
  }
}
