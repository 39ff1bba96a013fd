package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.Consent;
import io.ingestlayer.delivery.Credentials.Lost;
import io.ingestlayer.delivery.Credentials.Renewed;
import io.ingestlayer.delivery.Credentials.Valid;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.Fact;
import io.ingestlayer.delivery.vendor.Account;
import io.ingestlayer.platform.secret.SecretException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The token that a person's consent brought, renewed two hours before it ends, once for all processes.
///
/// When it cannot be renewed it is used as long as it works; a person is told at once, by health and log. Facts:
/// <https://docs.slack.dev/authentication/using-token-rotation>.
final class ConnectedTokens implements SlackTokens {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectedTokens.class);
  static final Duration EARLY = Duration.ofHours(2);

  /// Another process may have renewed it, or a person connected anew.
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

  /// After one that failed, while the token still works.
  private static final Duration RENEW_EVERY = Duration.ofMinutes(1);

  private final SlackApp app;
  private final DestinationContext context;
  private @Nullable Held held;
  private List<Secret> before = List.of();
  private Instant nextRenewal = Instant.MIN;
  private @Nullable AttemptResult lost;

  /// @param kept the text that it was read from
  private record Held(SlackConnection connection, Secret kept, Instant readAt) {}

  ConnectedTokens(SlackApp app, DestinationContext context) {
    this.app = app;
    this.context = context;
  }

  @Override
  public Secret now() throws NoTokenException {
    Instant now = context.timer().instant();
    Held mine = held(now);
    SlackConnection connection = mine.connection();
    if (connection.isValidAt(now.plus(EARLY))) {
      return connection.token();
    }
    boolean works = connection.isValidAt(now);
    return works && !isTimeToRenew(now) ? connection.token() : renewed(mine, works);
  }

  @Override
  public Secret insteadOf(Secret ended) throws NoTokenException {
    Held mine = read(context.timer().instant());
    Secret newest = mine.connection().token();
    return newest.equals(ended) ? renewed(mine, false) : newest;
  }

  private Secret renewed(Held mine, boolean works) throws NoTokenException {
    if (mine.connection().refresh() == null) {
      throw new NoTokenException(
          again(new Hold("token_expired", "the token of the connection has ended", "", true)));
    }
    switch (renew(mine)) {
      case Valid(Secret kept) -> {
        return took(kept).connection().token();
      }
      case Lost(AttemptResult result) -> {
        AttemptResult told = result instanceof Hold hold ? again(hold) : result;
        noteLost(told);
        if (works) {
          return mine.connection().token();
        }
        throw new NoTokenException(told);
      }
    }
  }

  private Renewed renew(Held mine) {
    try {
      return context
          .credentials()
          .renew(Consent.FIELD, mine.kept(), old -> SlackAccess.renewal(app, context, old));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Lost(
          new AttemptResult.Retry("interrupted", "the renewal of the token was cut", false));
    }
  }

  private synchronized Held held(Instant now) throws NoTokenException {
    Held known = held;
    return known != null && now.isBefore(known.readAt().plus(LOOK_EVERY)) ? known : read(now);
  }

  private synchronized Held read(Instant now) throws NoTokenException {
    try {
      Secret kept = context.credentials().find(Consent.FIELD).orElse(null);
      if (kept == null) {
        throw unconnected("no Slack workspace is connected");
      }
      return hold(kept, now);
    } catch (SecretException e) {
      throw new NoTokenException(
          new AttemptResult.Retry(
              "credential_not_readable", String.valueOf(e.getMessage()), false));
    }
  }

  private Held hold(Secret kept, Instant now) throws NoTokenException {
    SlackConnection connection =
        SlackConnection.read(kept)
            .filter(it -> it.clientId().equals(app.clientId()))
            .orElseThrow(() ->
                unconnected("the workspace was connected by another app than client_id names now"));
    if (held != null && !held.kept().equals(kept)) {
      before = held.connection().secrets();
      nextRenewal = Instant.MIN;
      lost = null;
    }
    Held read = new Held(connection, kept, now);
    held = read;
    return read;
  }

  private synchronized Held took(Secret kept) throws NoTokenException {
    lost = null;
    return hold(kept, context.timer().instant());
  }

  private synchronized boolean isTimeToRenew(Instant now) {
    if (now.isBefore(nextRenewal)) {
      return false;
    }
    nextRenewal = now.plus(RENEW_EVERY);
    return true;
  }

  private synchronized void noteLost(AttemptResult result) {
    if (lost == null || !lost.code().equals(result.code())) {
      LOG.warn("the token of {} was not renewed: {}", context.name(), result);
    }
    lost = result;
  }

  private NoTokenException unconnected(String why) {
    held = null;
    return new NoTokenException(again(new Hold("not_connected", why, "", true)));
  }

  private Hold again(Hold hold) {
    return new Hold(
        hold.code(),
        hold.detail(),
        "open " + Consent.link(context) + " and connect a workspace",
        hold.whole());
  }

  @Override
  public Hold refused(Hold hold) {
    return switch (hold.code()) {
      case "missing_scope" ->
          new Hold(
              hold.code(),
              hold.detail(),
              "switch on what needs it (people, public_channels, private_channels), then open "
                  + Consent.link(context)
                  + " and connect again",
              hold.whole());
      case "invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed" ->
          again(hold);
      default -> hold;
    };
  }

  /// Its tokens change; the place where it was installed does not.
  @Override
  public Account account() {
    return new Account("connected as " + context.name());
  }

  @Override
  public synchronized List<Secret> secrets() {
    List<Secret> secrets = new ArrayList<>(before);
    secrets.add(app.clientSecret());
    if (held != null) {
      secrets.addAll(held.connection().secrets());
    }
    return secrets;
  }

  @Override
  public synchronized List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    if (held != null) {
      facts.add(new Fact("connected_to", held.connection().team()));
    }
    if (lost != null) {
      facts.add(new Fact("token_not_renewed", lost.code()));
    }
    if (lost instanceof Hold hold) {
      facts.add(new Fact("connect_again", hold.suggestion()));
    }
    return facts;
  }
}
