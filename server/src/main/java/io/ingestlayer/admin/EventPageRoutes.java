package io.ingestlayer.admin;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.log.EventQueries;
import io.ingestlayer.platform.http.BodyLimits;
import io.ingestlayer.platform.http.BodyPace;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.KeyScope;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;

/// `/events/{id}`: the plain page behind the link in a message.
///
/// It asks for a key, or takes a signed link. The key comes in a form's body and goes nowhere else: no cookie, no script.
final class EventPageRoutes {
  private static final BodyLimits FORM = new BodyLimits(4 * 1024, 4 * 1024, 100, BodyPace.DEFAULT);
  private static final String KEY_FIELD = "key=";

  private final EventQueries events;
  private final Timeline timeline;
  private final ApiKeys keys;
  private final EventLinks links;
  private final InstantSource clock;

  EventPageRoutes(
      EventQueries events, Timeline timeline, ApiKeys keys, EventLinks links, InstantSource clock) {
    this.events = events;
    this.timeline = timeline;
    this.keys = keys;
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
    return signed ? event(id) : page(200, EventHtml.askForKey(id, false));
  }

  private ServerResponse post(ServerRequest request) {
    String form = new String(request.body(FORM), StandardCharsets.UTF_8);
    String id = request.pathParameter("id");
    return mayRead(key(form)) ? event(id) : page(401, EventHtml.askForKey(id, true));
  }

  private static String key(String form) {
    for (String field : form.split("&", -1)) {
      if (field.startsWith(KEY_FIELD)) {
        try {
          return URLDecoder.decode(field.substring(KEY_FIELD.length()), StandardCharsets.UTF_8)
              .strip();
        } catch (IllegalArgumentException e) {
          return "";
        }
      }
    }
    return "";
  }

  private boolean mayRead(String key) {
    return switch (keys.authenticate(key, clock.instant())) {
      case ApiKeys.Authenticated good -> good.key().allows(KeyScope.READ);
      case ApiKeys.Refused _ -> false;
    };
  }

  private ServerResponse event(String id) {
    Optional<Event> event = parse(id).flatMap(events::find);
    return event
        .map(it -> page(200, EventHtml.event(it, timeline.of(it))))
        .orElseGet(() -> page(404, EventHtml.gone(id)));
  }

  private static Optional<EventId> parse(String id) {
    try {
      return Optional.of(EventId.parse(id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static ServerResponse page(int status, String html) {
    return ServerResponse.html(status, html)
        .with(
            "Content-Security-Policy",
            "default-src 'none'; style-src '"
                + EventHtml.STYLE_HASH
                + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
        .with("Referrer-Policy", "no-referrer")
        .with("Cache-Control", "no-store");
  }
}
