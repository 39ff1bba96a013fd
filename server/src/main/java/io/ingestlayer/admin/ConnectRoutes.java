package io.ingestlayer.admin;

import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.Consent;
import io.ingestlayer.delivery.ConsentStates;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.Targets;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.ProblemException;
import io.ingestlayer.platform.http.Router;
import io.ingestlayer.platform.http.ServerRequest;
import io.ingestlayer.platform.http.ServerResponse;
import io.ingestlayer.platform.secret.SecretException;
import io.ingestlayer.workspace.ApiKeys;
import io.ingestlayer.workspace.KeyScope;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Connects destinations by consent: `/connect/{name}` for a person, `/v1/destinations/{name}/connect` for a program,
/// `/v1/oauth/{type}/callback` for the vendor, and `DELETE /v1/destinations/{name}/connection`.
///
/// The callback has no key: its state is the proof, good for one use within ten minutes and for the destination that it was
/// made for. One from `/connect/{name}` ends only in the browser in which it began.
final class ConnectRoutes {
  private static final String CODE = "[!-~]{1,2000}";
  private static final String STATE = "[A-Za-z0-9_-]{20,100}";

  private final Targets targets;
  private final Function<String, DestinationContext> contexts;
  private final ConsentStates states;
  private final Consumer<String> changed;
  private final Access access;
  private final KeyForm form;
  private final InstantSource clock;

  /// @param changed told the name of a destination that was connected or disconnected
  ConnectRoutes(
      Targets targets,
      Function<String, DestinationContext> contexts,
      ConsentStates states,
      Consumer<String> changed,
      Access access,
      ApiKeys keys,
      InstantSource clock) {
    this.targets = targets;
    this.contexts = contexts;
    this.states = states;
    this.changed = changed;
    this.access = access;
    this.form = new KeyForm(keys, clock);
    this.clock = clock;
  }

  /// A destination that is connected by consent.
  private record Asked(String type, DestinationContext context, Consent consent) {
    ConsentStates.Begun begun() {
      return new ConsentStates.Begun(type, context.name());
    }

    URI redirect() {
      return Consent.redirect(context.publicUrl(), type);
    }
  }

  void addTo(Router router) {
    router
        .get("/connect/{name}", this::ask)
        .post("/connect/{name}", this::goOn)
        .get("/v1/destinations/{name}/connect", this::begin)
        .delete("/v1/destinations/{name}/connection", this::disconnect)
        .get("/v1/oauth/{type}/callback", this::callback);
  }

  private Optional<Asked> asked(String name) {
    return targets
        .find(name)
        .flatMap(target ->
            target
                .type()
                .consent(target.definition().config())
                .map(it -> new Asked(target.type().key(), contexts.apply(name), it)));
  }

  private ServerResponse ask(ServerRequest request) {
    return Page.answer(200, ConnectHtml.askForKey(request.pathParameter("name"), false));
  }

  private ServerResponse goOn(ServerRequest request) {
    String name = request.pathParameter("name");
    if (!form.allows(request, KeyScope.WRITE)) {
      return Page.answer(401, ConnectHtml.askForKey(name, true));
    }
    Asked asked = asked(name).orElse(null);
    if (asked == null) {
      return Page.answer(404, ConnectHtml.noConsent(name));
    }
    ConsentStates.Started started = states.begin(asked.begun(), true);
    URI page = asked.consent().page(asked.redirect(), started.state());
    return BrowserMark.of(asked.context().publicUrl())
        .set(Page.answer(200, ConnectHtml.goOn(name, asked.type(), page)), started.browser());
  }

  private ServerResponse begin(ServerRequest request) {
    access.require(request, KeyScope.WRITE);
    String name = request.pathParameter("name");
    if (targets.find(name).isEmpty()) {
      throw Answers.notFound("such destination");
    }
    Asked asked =
        asked(name)
            .orElseThrow(() ->
                new ProblemException(
                    409,
                    "no_consent",
                    "This destination has its credentials in its definition; there is nothing to connect."));
    ConsentStates.Started started = states.begin(asked.begun(), false);
    Value.Obj begun =
        Value.object()
            .put("url", asked.consent().page(asked.redirect(), started.state()).toString())
            .put("redirect_uri", asked.redirect().toString())
            .put("expires_at", Answers.time(clock.instant().plus(ConsentStates.LIFE)))
            .build();
    return Answers.data(200, begun).with("Cache-Control", "no-store");
  }

  private ServerResponse disconnect(ServerRequest request) {
    access.require(request, KeyScope.WRITE);
    String name = request.pathParameter("name");
    if (targets.find(name).isEmpty()) {
      throw Answers.notFound("such destination");
    }
    DestinationContext context = contexts.apply(name);
    Secret connection =
        context
            .credentials()
            .find(Consent.FIELD)
            .orElseThrow(() -> Answers.notFound("such connection"));
    context.credentials().remove(Consent.FIELD);
    changed.accept(name);
    asked(name).ifPresent(it -> it.consent().revoke(context, connection));
    return Answers.data(200, Value.object().put("disconnected", true).build());
  }

  private ServerResponse callback(ServerRequest request) {
    String state = request.query("state").orElse("");
    // Who only looks (HEAD) uses nothing up.
    if (!request.method().equals("GET") || !state.matches(STATE)) {
      return Page.answer(400, ConnectHtml.stale());
    }
    String browser =
        BrowserMark.NAMES.stream()
            .flatMap(name -> BrowserMark.shown(request, name).stream())
            .findFirst()
            .orElse("");
    ConsentStates.Begun begun =
        states
            .take(state, browser)
            .filter(it -> it.type().equals(request.pathParameter("type")))
            .orElse(null);
    if (begun == null) {
      return Page.answer(400, ConnectHtml.stale());
    }
    return asked(begun.destination())
        .filter(it -> it.type().equals(begun.type()))
        .map(it -> end(it, request))
        .orElseGet(() -> Page.answer(400, ConnectHtml.noConsent(begun.destination())));
  }

  private ServerResponse end(Asked asked, ServerRequest request) {
    String name = asked.context().name();
    Optional<String> error = request.query("error");
    if (error.isPresent()) {
      String detail =
          error.get().equals("access_denied")
              ? "You did not allow it."
              : "The vendor said: " + shown(error.get()) + ".";
      return Page.answer(400, ConnectHtml.notConnected(name, detail));
    }
    String code = request.query("code").filter(it -> it.matches(CODE)).orElse("");
    if (code.isEmpty()) {
      return Page.answer(400, ConnectHtml.notConnected(name, "The vendor sent no code."));
    }
    return switch (asked.consent().exchange(asked.context(), new Secret(code), asked.redirect())) {
      case Consent.NotConnected no -> Page.answer(400, ConnectHtml.notConnected(name, no.detail()));
      case Consent.Connected made -> keep(asked, made);
    };
  }

  private static String shown(String code) {
    return code.matches("[a-z0-9_]{1,80}") ? code : "something that is not one of its codes";
  }

  private ServerResponse keep(Asked asked, Consent.Connected made) {
    String name = asked.context().name();
    try {
      asked.context().credentials().put(Consent.FIELD, made.connection());
    } catch (SecretException e) {
      String detail = "What the vendor gave could not be kept: " + e.getMessage() + ".";
      return Page.answer(503, ConnectHtml.notConnected(name, detail));
    }
    changed.accept(name);
    return Page.answer(200, ConnectHtml.connected(name, made.account(), made.missing()));
  }
}
