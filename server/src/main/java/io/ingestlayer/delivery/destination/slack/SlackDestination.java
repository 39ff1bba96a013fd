package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.Fact;
import io.ingestlayer.delivery.vendor.Account;
import io.ingestlayer.delivery.vendor.AccountPaces;
import io.ingestlayer.delivery.vendor.KeptText;
import io.ingestlayer.delivery.vendor.NoAnswer;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender.Answer;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Posts to Slack, by a bot token or an incoming webhook. One message is one request.
final class SlackDestination implements Destination {
  private static final String WEBHOOK_CHANNEL = "the webhook's channel";

  private final DestinationContext context;
  private final Way way;
  private final SlackTurns turns;

  /// How it reaches Slack.
  private sealed interface Way {
    /// What must be seen nowhere.
    List<Secret> secrets();

    /// What an attempt answers when Slack does not let us in.
    AttemptResult.Hold refused(AttemptResult.Hold hold);

    List<Fact> facts();

    record Token(SlackApi api, SlackPeople people) implements Way {
      @Override
      public List<Secret> secrets() {
        return api.tokens().secrets();
      }

      @Override
      public AttemptResult.Hold refused(AttemptResult.Hold hold) {
        return api.tokens().refused(hold);
      }

      @Override
      public List<Fact> facts() {
        return api.tokens().facts();
      }
    }

    record Webhook(Secret url) implements Way {
      /// A part of a path that is shorter may be anybody's word.
      private static final int LAST_MIN = 12;

      /// The address, and of it what a server sees and may repeat: the path, and its last part, which is what counts.
      @Override
      public List<Secret> secrets() {
        String path = URI.create(url.reveal()).getRawPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.length() < LAST_MIN
            ? List.of(url, new Secret(path))
            : List.of(url, new Secret(path), new Secret(last));
      }

      @Override
      public AttemptResult.Hold refused(AttemptResult.Hold hold) {
        return hold;
      }

      @Override
      public List<Fact> facts() {
        return List.of();
      }
    }
  }

  /// Sends one message.
  private interface Call {
    Answer send(String json) throws EgressRefusedException, HttpSendException, NoTokenException;
  }

  /// A channel as Slack takes it, what a person calls it, and what to say when it arrived.
  private record Target(@Nullable String channel, String shown, @Nullable String note) {
    static Target of(String channel, @Nullable String note) {
      return new Target(channel, channel, note);
    }
  }

  /// @param paces one for the whole process
  SlackDestination(Config config, DestinationContext context, AccountPaces<SlackPace> paces) {
    this.context = context;
    Optional<Secret> webhook = config.find(SlackDestinationType.WEBHOOK_URL);
    if (webhook.isPresent()) {
      way = new Way.Webhook(webhook.get());
      turns = new SlackTurns(Account.of(webhook.get()), paces, context.timer());
    } else {
      SlackTokens tokens = SlackTokens.of(config, context);
      SlackApi api =
          new SlackApi(context.http(), config.get(SlackDestinationType.BASE_URL), tokens);
      turns = new SlackTurns(tokens.account(), paces, context.timer());
      way = new Way.Token(api, new SlackPeople(api, turns, context.timer()));
    }
  }

  @Override
  public AttemptReport deliver(Attempt attempt) {
    return switch (way) {
      case Way.Webhook webhook ->
          send(
              attempt,
              new Target(null, WEBHOOK_CHANNEL, null),
              json -> SlackApi.postWebhook(context.http(), webhook.url(), json));
      case Way.Token token -> post(attempt, token);
    };
  }

  private AttemptReport post(Attempt attempt, Way.Token token) {
    Delivery delivery = attempt.single();
    SlackRecipient recipient =
        delivery
            .route()
            .config()
            .find(SlackDestinationType.CHANNEL)
            .map(it -> it.recipient(delivery.scope()))
            .orElse(new SlackRecipient.Channel("", null));
    return switch (recipient) {
      case SlackRecipient.Channel channel ->
          post(attempt, token, Target.of(channel.name(), channel.note()));
      case SlackRecipient.Person person -> post(attempt, token, person);
    };
  }

  private AttemptReport post(Attempt attempt, Way.Token token, SlackRecipient.Person person) {
    String email = person.email();
    return switch (token.people().find(email)) {
      case SlackPeople.Found.Conversation(String id) -> {
        AttemptReport report = post(attempt, token, new Target(id, email, null));
        if (report.results().getFirst() instanceof AttemptResult.Hold) {
          token.people().forget(email);
        }
        yield report;
      }
      case SlackPeople.Found.Nobody _ -> {
        String channel = person.fallback();
        String note = "Slack has nobody with the address " + email + ", so it went to " + channel;
        yield post(attempt, token, Target.of(channel, note));
      }
      case SlackPeople.Found.Failed(AttemptResult result) ->
          AttemptReport.same(attempt, result, null, null);
    };
  }

  private AttemptReport post(Attempt attempt, Way.Token token, Target target) {
    if (target.shown().isEmpty()) {
      AttemptResult nowhere =
          new AttemptResult.Reject(
              "no_channel",
              "the route's channel is empty for this event",
              "give the expression a fallback, such as {{ $event.channel ?? '#alerts' }}, then send it again");
      return AttemptReport.same(attempt, nowhere, null, null);
    }
    return send(attempt, target, json -> token.api().post(SlackTurns.POST, json));
  }

  private AttemptReport send(Attempt attempt, Target target, Call call) {
    Optional<AttemptResult.RateLimited> tooSoon = turns.tooSoon(target.shown());
    if (tooSoon.isPresent()) {
      return AttemptReport.same(attempt, tooSoon.get(), null, null);
    }
    SlackMessage message = SlackDestinationType.message(attempt.single(), context);
    String json = message.json(target.channel());
    try {
      Answer sent = call.send(json);
      KeptText kept = kept();
      Answer answer = kept.of(sent);
      AttemptResult.Delivered delivered =
          new AttemptResult.Delivered("ok", note(message, target), message.longest());
      Instant now = context.timer().instant();
      AttemptResult result =
          target.channel() == null
              ? SlackAnswer.ofWebhook(answer, target.shown(), delivered, now)
              : SlackAnswer.of(answer, target.shown(), delivered, now);
      turns.heed(target.shown(), result);
      AttemptResult told = result instanceof AttemptResult.Hold hold ? way.refused(hold) : result;
      return AttemptReport.same(attempt, told, kept.of(json), kept.of(answer.body()));
    } catch (NoTokenException e) {
      return AttemptReport.same(attempt, e.result(), null, null);
    } catch (EgressRefusedException e) {
      return AttemptReport.same(attempt, NoAnswer.refused(e), kept().of(json), null);
    } catch (HttpSendException e) {
      return AttemptReport.same(attempt, NoAnswer.lost(e, true), kept().of(json), null);
    }
  }

  /// Made anew for each message, for tokens change.
  private KeptText kept() {
    return new KeptText(way.secrets());
  }

  @Override
  public List<Fact> facts() {
    return way.facts();
  }

  private static @Nullable String note(SlackMessage message, Target target) {
    String cut = message.cut() ? "the text was cut to what Slack takes" : null;
    String notes =
        Stream.of(Optional.ofNullable(target.note()), Optional.ofNullable(cut))
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; "));
    return notes.isEmpty() ? null : notes;
  }
}
