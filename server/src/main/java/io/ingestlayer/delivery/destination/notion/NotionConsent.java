package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.Consent;
import io.ingestlayer.delivery.Credentials;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.vendor.JsonAnswer;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender.Answer;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connects a Notion workspace by a person's consent, and renews what came of it.
///
/// Facts: <https://developers.notion.com/guides/get-started/authorization>.
record NotionConsent(NotionApp app) implements Consent {
  private static final Logger LOG = LoggerFactory.getLogger(NotionConsent.class);

  @Override
  public URI page(URI redirect, String state) {
    return app.consentPage(redirect, state);
  }

  @Override
  public Exchanged exchange(DestinationContext context, Secret code, URI redirect) {
    Value body =
        Value.object()
            .put("grant_type", "authorization_code")
            .put("code", code.reveal())
            .put("redirect_uri", redirect.toString())
            .build();
    try {
      Answer answer = app.call(context.http(), "token", body);
      if (!answer.isSuccess()) {
        return refused(NotionApp.error(answer));
      }
      return NotionConnection.of(JsonAnswer.of(answer), app.clientId(), null)
          .<Exchanged>map(it -> new Connected(it.text(), it.workspace(), List.of()))
          .orElse(new NotConnected("bad_answer", "Notion answered without a token."));
    } catch (EgressRefusedException e) {
      return new NotConnected(e.code(), e.getMessage() + ".");
    } catch (HttpSendException e) {
      return new NotConnected(e.code(), "Notion could not be asked: " + e.getMessage() + ".");
    }
  }

  private static NotConnected refused(String code) {
    return new NotConnected(
        code,
        switch (code) {
          case "invalid_client", "unauthorized" ->
              "Notion does not know this client_id with this client_secret. Copy both anew.";
          case "invalid_grant" -> "The code was used before or has ended. Begin again.";
          default -> "Notion refused (" + code + "). Begin again.";
        });
  }

  /// @param old the text that was kept
  Credentials.Answer renewal(DestinationContext context, Secret old) {
    NotionConnection before = NotionConnection.read(old).orElse(null);
    Secret refresh = before == null ? null : before.refresh();
    if (refresh == null) {
      return new Credentials.Refused("no_refresh_token", "there is none");
    }
    Value body =
        Value.object()
            .put("grant_type", "refresh_token")
            .put("refresh_token", refresh.reveal())
            .build();
    try {
      Answer answer = app.call(context.http(), "token", body);
      String error = NotionApp.error(answer);
      if (List.of(400, 401, 403).contains(answer.status())) {
        return new Credentials.Refused(error, "it does not renew the token");
      }
      Optional<NotionConnection> made =
          answer.isSuccess()
              ? NotionConnection.of(JsonAnswer.of(answer), app.clientId(), before)
              : Optional.empty();
      return made.<Credentials.Answer>map(it -> new Credentials.Given(it.text()))
          .orElse(
              new Credentials.NoAnswer(
                  error, "Notion could not renew the token just now", answer.status() != 429));
    } catch (EgressRefusedException e) {
      return new Credentials.NoAnswer(e.code(), String.valueOf(e.getMessage()), false);
    } catch (HttpSendException e) {
      return new Credentials.NoAnswer(e.code(), String.valueOf(e.getMessage()), e.maybeArrived());
    }
  }

  @Override
  public void revoke(DestinationContext context, Secret connection) {
    NotionConnection made = NotionConnection.read(connection).orElse(null);
    if (made == null) {
      return;
    }
    try {
      Value body = Value.object().put("token", made.token().reveal()).build();
      Answer answer = app.call(context.http(), "revoke", body);
      if (!answer.isSuccess()) {
        LOG.warn("the token of {} was not revoked: {}", context.name(), NotionApp.error(answer));
      }
    } catch (EgressRefusedException | HttpSendException e) {
      LOG.warn("the token of {} was not revoked: {}", context.name(), e.getMessage());
    }
  }
}
