package io.ingestlayer.admin;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.log.EventQueries;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.KeyScope;
import java.time.InstantSource;
import java.util.Optional;

/// `/events/{id}`: the plain page behind the link in a message.
///
/// It asks for a key, or takes a signed link. The key comes in a form's body and goes nowhere else: no cookie, no script.
final class EventPageRoutes {
  private final EventQueries events;
  private final Timeline timeline;
  private final KeyForm form;
  private final EventLinks links;
  private final InstantSource clock;

  EventPageRoutes(
      EventQueries events, Timeline timeline, ApiKeys keys, EventLinks links, InstantSource clock) {
    this.events = events;
    this.timeline = timeline;
    this.form = new KeyForm(keys, clock);
    this.links = links;
    this.clock = clock;
  }

  void addTo(Router router) {
    router.get("/events/{id}", this::get).post("/events/{id}", this::post);
  }

  private ServerResponse get(ServerRequest request) {
    String id = request.pathParameter("id");
    boolean signed =
        links.allows(
            id,
            request.query("until").orElse(""),
            request.query("sig").orElse(""),
            clock.instant());
    return signed ? event(id) : Page.answer(200, EventHtml.askForKey(id, false));
  }

  private ServerResponse post(ServerRequest request) {
    String id = request.pathParameter("id");
    return form.allows(request, KeyScope.READ)
        ? event(id)
        : Page.answer(401, EventHtml.askForKey(id, true));
  }

  private ServerResponse event(String id) {
    Optional<Event> event = parse(id).flatMap(events::find);
    return event
        .map(it -> Page.answer(200, EventHtml.event(it, timeline.of(it))))
        .orElseGet(() -> Page.answer(404, EventHtml.gone(id)));
  }

  private static Optional<EventId> parse(String id) {
    try {
      return Optional.of(EventId.parse(id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
