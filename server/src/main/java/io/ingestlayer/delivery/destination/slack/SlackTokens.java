package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.Fact;
import io.ingestlayer.delivery.vendor.Account;
import java.util.List;
import java.util.Optional;

/// Gives the token that goes with each call. Any thread may call it.
interface SlackTokens {

  /// The token for a call that is made now; it may be renewed first.
  ///
  /// @throws NoTokenException when there is none
  Secret now() throws NoTokenException;

  /// Another one, when Slack says that this one has ended; the same when there is no other.
  ///
  /// @throws NoTokenException when there is none any more
  Secret insteadOf(Secret ended) throws NoTokenException;

  /// What an attempt answers when Slack does not take the token or misses a scope, with what a person can do.
  AttemptResult.Hold refused(AttemptResult.Hold hold);

  /// Whose calls Slack counts together.
  Account account();

  /// What must be seen nowhere.
  List<Secret> secrets();

  List<Fact> facts();

  /// The tokens of a destination that is no webhook.
  static SlackTokens of(Config destination, DestinationContext context) {
    Optional<Config> oauth = destination.find(SlackDestinationType.OAUTH);
    return oauth.isPresent()
        ? new ConnectedTokens(SlackApp.of(destination, oauth.get()), context)
        : new Pasted(destination.get(SlackDestinationType.TOKEN));
  }

  /// The one of the configuration.
  record Pasted(Secret token) implements SlackTokens {
    @Override
    public Secret now() {
      return token;
    }

    @Override
    public Secret insteadOf(Secret ended) {
      return token;
    }

    @Override
    public AttemptResult.Hold refused(AttemptResult.Hold hold) {
      return hold;
    }

    @Override
    public Account account() {
      return Account.of(token);
    }

    @Override
    public List<Secret> secrets() {
      return List.of(token);
    }

    @Override
    public List<Fact> facts() {
      return List.of();
    }
  }
}
