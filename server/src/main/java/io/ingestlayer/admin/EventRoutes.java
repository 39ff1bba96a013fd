package io.ingestlayer.admin;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Value;
import io.ingestlayer.log.EventFilter;
import io.ingestlayer.log.EventPage;
import io.ingestlayer.log.EventQueries;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.workspace.KeyScope;
import java.util.List;

/// `/v1/events`: what was stored, and where each one went and why.
final class EventRoutes {
  private final EventQueries events;
  private final Timeline timeline;
  private final Access access;

  EventRoutes(EventQueries events, Timeline timeline, Access access) {
    this.events = events;
    this.timeline = timeline;
    this.access = access;
  }

  void addTo(Router router) {
    router
        .get("/v1/events", this::list)
        .get("/v1/events/{id}", this::get)
        .get("/v1/events/{id}/timeline", this::timeline);
  }

  private ServerResponse list(ServerRequest request) {
    access.require(request, KeyScope.READ);
    ListQuery query = new ListQuery(request, List.of("type", "source", "from", "to"));
    EventFilter filter =
        new EventFilter(
            query.text("type").orElse(null),
            query.text("source").orElse(null),
            query.time("from"),
            query.time("to"));
    EventPage page = events.list(filter, query.after(EventId::parse), query.limit());
    EventId next = page.next();
    return Answers.page(
        page.events().stream().map(EventRoutes::json).toList(),
        next == null ? null : ListQuery.cursor(next.toString()));
  }

  private ServerResponse get(ServerRequest request) {
    access.require(request, KeyScope.READ);
    return Answers.data(200, json(find(request)));
  }

  private ServerResponse timeline(ServerRequest request) {
    access.require(request, KeyScope.READ);
    return Answers.data(200, timeline.of(find(request)));
  }

  private Event find(ServerRequest request) {
    return events
        .find(id(request.pathParameter("id")))
        .orElseThrow(() -> Answers.notFound("such event"));
  }

  static EventId id(String text) {
    try {
      return EventId.parse(text);
    } catch (IllegalArgumentException e) {
      throw Answers.notFound("such event");
    }
  }

  static Value.Obj json(Event event) {
    return Value.object()
        .put("id", event.id().toString())
        .put("type", event.type())
        .put("source_id", event.sourceId())
        .put("received_at", Answers.time(event.receivedAt()))
        .put("occurred_at", Answers.time(event.occurredAt()))
        .put("payload", event.payload().tree())
        .build();
  }
}
