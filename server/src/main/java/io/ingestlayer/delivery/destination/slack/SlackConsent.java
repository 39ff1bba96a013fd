package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.Consent;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.net.URI;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connects a Slack workspace by a person's consent.
///
/// Facts: <https://docs.slack.dev/authentication/installing-with-oauth>.
record SlackConsent(SlackApp app) implements Consent {
  private static final Logger LOG = LoggerFactory.getLogger(SlackConsent.class);

  @Override
  public URI page(URI redirect, String state) {
    return app.consentPage(redirect, state);
  }

  @Override
  public Exchanged exchange(DestinationContext context, Secret code, URI redirect) {
    return SlackAccess.exchange(app, context, code, redirect);
  }

  @Override
  public void revoke(DestinationContext context, Secret connection) {
    Optional<SlackConnection> made = SlackConnection.read(connection);
    if (made.isEmpty()) {
      return;
    }
    SlackTokens token = new SlackTokens.Pasted(made.get().token());
    try {
      SlackApi api = new SlackApi(context.http(), app.baseUrl(), token);
      SlackAnswer.error(api.post("auth.revoke", "{}"))
          .ifPresent(it -> LOG.warn("the token of {} was not revoked: {}", context.name(), it));
    } catch (EgressRefusedException | HttpSendException | NoTokenException e) {
      LOG.warn("the token of {} was not revoked: {}", context.name(), e.getMessage());
    }
  }
}
