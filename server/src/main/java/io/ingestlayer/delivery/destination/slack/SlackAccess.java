package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.Consent.Connected;
import io.ingestlayer.delivery.Consent.Exchanged;
import io.ingestlayer.delivery.Consent.NotConnected;
import io.ingestlayer.delivery.Credentials;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.vendor.JsonAnswer;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender.Answer;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What `oauth.v2.access` makes of a code and of a refresh token. What Slack says beside its codes is not repeated: it may
/// hold what must not be seen. Facts: <https://docs.slack.dev/reference/methods/oauth.v2.access>.
final class SlackAccess {
  /// They may have been carried out all the same.
  private static final Set<String> MAYBE_DONE = Set.of("internal_error", "fatal_error");

  private static final Set<String> LATER =
      Set.of(
          "ratelimited",
          "rate_limited",
          "service_unavailable",
          "team_added_to_org",
          "request_timeout");

  private SlackAccess() {}

  static Exchanged exchange(SlackApp app, DestinationContext context, Secret code, URI redirect) {
    try {
      Map<String, String> form = Map.of("code", code.reveal(), "redirect_uri", redirect.toString());
      Answer answer = app.access(context.http(), form);
      Optional<String> error = SlackAnswer.error(answer);
      if (error.isPresent() || !answer.isSuccess()) {
        String name = error.orElse("http_" + answer.status());
        return new NotConnected(name, said(name));
      }
      return SlackConnection.of(
              JsonAnswer.of(answer), app.clientId(), null, context.timer().instant())
          .<Exchanged>map(it -> connected(app, it))
          .orElse(new NotConnected("no_bot_token", "Slack answered without a bot token."));
    } catch (EgressRefusedException e) {
      return new NotConnected(e.code(), e.getMessage() + ".");
    } catch (HttpSendException e) {
      return new NotConnected(e.code(), "Slack could not be asked: " + e.getMessage() + ".");
    }
  }

  private static Connected connected(SlackApp app, SlackConnection made) {
    return new Connected(
        made.text(),
        made.team(),
        app.scopes().stream().filter(it -> !made.scopes().contains(it)).toList());
  }

  private static String said(String code) {
    return switch (code) {
      case "invalid_code", "code_expired", "code_already_used" ->
          "The code was used before or has ended. Begin again.";
      case "bad_client_secret" ->
          "Slack does not know this client_secret. Copy it anew from the app's Basic Information.";
      case "invalid_client_id" ->
          "Slack does not know this client_id. Copy it anew from the app's Basic Information.";
      case "bad_redirect_uri" ->
          "The app does not know this server's address. Add it under OAuth & Permissions, Redirect URLs.";
      default -> "Slack refused (" + code + "). Begin again.";
    };
  }

  static Credentials.Answer renewal(SlackApp app, DestinationContext context, Secret old) {
    SlackConnection before = SlackConnection.read(old).orElse(null);
    Secret refresh = before == null ? null : before.refresh();
    if (refresh == null) {
      return new Credentials.Refused("no_refresh_token", "there is none");
    }
    try {
      Answer answer =
          app.access(
              context.http(),
              Map.of("grant_type", "refresh_token", "refresh_token", refresh.reveal()));
      Optional<String> error = SlackAnswer.error(answer);
      if (error.isPresent()) {
        return refused(error.get());
      }
      return SlackConnection.of(
              JsonAnswer.of(answer), app.clientId(), before, context.timer().instant())
          .filter(_ -> answer.isSuccess())
          .<Credentials.Answer>map(it -> new Credentials.Given(it.text()))
          .orElse(
              new Credentials.NoAnswer(
                  "http_" + answer.status(), "Slack answered without a token", true));
    } catch (EgressRefusedException e) {
      return new Credentials.NoAnswer(e.code(), String.valueOf(e.getMessage()), false);
    } catch (HttpSendException e) {
      return new Credentials.NoAnswer(e.code(), String.valueOf(e.getMessage()), e.maybeArrived());
    }
  }

  private static Credentials.Answer refused(String code) {
    if (LATER.contains(code)) {
      return new Credentials.NoAnswer(code, "Slack could not renew the token just now", false);
    }
    return MAYBE_DONE.contains(code)
        ? new Credentials.NoAnswer(code, "Slack failed while it renewed the token", true)
        : new Credentials.Refused(code, "it does not renew the token");
  }
}
