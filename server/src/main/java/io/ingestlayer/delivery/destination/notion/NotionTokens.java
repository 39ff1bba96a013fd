package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.Consent;
import io.ingestlayer.delivery.Credentials.Lost;
import io.ingestlayer.delivery.Credentials.Valid;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.Fact;
import io.ingestlayer.platform.secret.SecretException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The token of a destination: of its configuration, or from a person's consent. Notion does not say when one ends, so that
/// it is renewed when Notion refuses it. Any thread may call it.
final class NotionTokens {
  /// Another process may have renewed it, or a person connected anew.
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

  private final @Nullable Secret configured;
  private final @Nullable NotionApp app;
  private final DestinationContext context;
  private @Nullable Held held;

  /// @param kept the text that it was read from
  private record Held(NotionConnection connection, Secret kept, Instant readAt) {
    Secret token() {
      return connection.token();
    }
  }

  NotionTokens(Config config, DestinationContext context) {
    this.configured = config.find(NotionDestinationType.TOKEN).orElse(null);
    this.app =
        config.find(NotionDestinationType.OAUTH).map(it -> NotionApp.of(config, it)).orElse(null);
    this.context = context;
  }

  /// What came of the look for a token.
  sealed interface Found {}

  /// @param kept the text that it was read from
  record Token(Secret value, Secret kept) implements Found {}

  /// There is none: what an attempt answers.
  record None(AttemptResult result) implements Found {}

  Found now() {
    if (configured != null) {
      return new Token(configured, configured);
    }
    Instant now = context.timer().instant();
    synchronized (this) {
      if (held != null && now.isBefore(held.readAt().plus(LOOK_EVERY))) {
        return new Token(held.token(), held.kept());
      }
    }
    return read();
  }

  private Found read() {
    try {
      return context
          .credentials()
          .find(Consent.FIELD)
          .map(this::took)
          .orElseGet(() -> unconnected("no Notion workspace is connected"));
    } catch (SecretException e) {
      return new None(
          new AttemptResult.Retry(
              "credential_not_readable", String.valueOf(e.getMessage()), false));
    }
  }

  private synchronized Found took(Secret kept) {
    held =
        NotionConnection.read(kept)
            .filter(it -> app != null && it.clientId().equals(app.clientId()))
            .map(it -> new Held(it, kept, context.timer().instant()))
            .orElse(null);
    return held == null
        ? unconnected("the workspace was connected by another integration than client_id names now")
        : new Token(held.token(), held.kept());
  }

  private synchronized Found unconnected(String why) {
    held = null;
    return new None(again(new Hold("not_connected", why, "", true)));
  }

  /// Another token, now that Notion has refused this one; what an attempt answers when there is none.
  Found insteadOf(Secret refused, Hold why) {
    if (app == null) {
      return new None(why);
    }
    Found newest = read();
    if (!(newest instanceof Token(Secret token, Secret kept)) || !token.equals(refused)) {
      return newest;
    }
    // That very text: one that was read anew might be the next one's, which nobody has refused.
    if (NotionConnection.read(kept).map(NotionConnection::refresh).isEmpty()) {
      return new None(again(why));
    }
    return renewed(kept, app);
  }

  private Found renewed(Secret kept, NotionApp mine) {
    NotionConsent consent = new NotionConsent(mine);
    try {
      return switch (context
          .credentials()
          .renew(Consent.FIELD, kept, old -> consent.renewal(context, old))) {
        case Valid(Secret value) -> took(value);
        case Lost(AttemptResult result) ->
            new None(result instanceof Hold hold ? again(hold) : result);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new None(
          new AttemptResult.Retry("interrupted", "the renewal of the token was cut", false));
    }
  }

  private Hold again(Hold hold) {
    return new Hold(
        hold.code(),
        hold.detail(),
        "open " + Consent.link(context) + " and connect a workspace",
        hold.whole());
  }

  /// What must be seen nowhere.
  synchronized List<Secret> secrets(Secret used) {
    Optional<Secret> refresh = Optional.ofNullable(held).map(it -> it.connection().refresh());
    Optional<Secret> client = Optional.ofNullable(app).map(NotionApp::clientSecret);
    return List.of(used, refresh.orElse(used), client.orElse(used));
  }

  synchronized List<Fact> facts() {
    return held == null
        ? List.of()
        : List.of(new Fact("connected_to", held.connection().workspace()));
  }
}
