package io.ingestlayer.delivery.destination.discord;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.Secret;
import io.ingestlayer.delivery.Attempt;
import io.ingestlayer.delivery.AttemptReport;
import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.Delivery;
import io.ingestlayer.delivery.Destination;
import io.ingestlayer.delivery.DestinationContext;
import io.ingestlayer.delivery.vendor.Account;
import io.ingestlayer.delivery.vendor.AccountPaces;
import io.ingestlayer.delivery.vendor.KeptText;
import io.ingestlayer.delivery.vendor.NoAnswer;
import io.ingestlayer.event.Json;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender.Answer;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Posts to Discord, by a bot token or a channel's webhook. One message is one request.
final class DiscordDestination implements Destination {
  private static final String ID = "[0-9]{1,20}";

  /// Discord counts what comes without a bot's token for the host that it comes from.
  private static final Account WEBHOOKS = new Account("webhooks");

  private final Config config;
  private final DestinationContext context;
  private final DiscordApi api;
  private final AccountPaces<DiscordPace> paces;
  private final Account account;
  private final KeptText kept;
  private final Way way;

  /// How it reaches Discord.
  private sealed interface Way {
    record Bot(Secret token, URI baseUrl) implements Way {}

    record Webhook(DiscordWebhook webhook) implements Way {}
  }

  /// Where a message goes.
  ///
  /// @param route what Discord counts by: a bot's channel, or a webhook with all its threads
  /// @param shown for the sentences a person reads
  private record Place(String route, String shown) {}

  /// Sends one message.
  private interface Call {
    Answer send(String json) throws EgressRefusedException, HttpSendException;
  }

  /// @param paces one for the whole process
  DiscordDestination(Config config, DestinationContext context, AccountPaces<DiscordPace> paces) {
    this.config = config;
    this.context = context;
    this.paces = paces;
    api = DiscordApi.of(context.http(), context.publicUrl());
    Optional<DiscordWebhook> webhook =
        config.find(DiscordDestinationType.WEBHOOK_URL).flatMap(DiscordWebhook::of);
    if (webhook.isPresent()) {
      kept = new KeptText(webhook.get().secrets());
      way = new Way.Webhook(webhook.get());
      account = WEBHOOKS;
    } else {
      Secret token = config.get(DiscordDestinationType.TOKEN);
      kept = new KeptText(List.of(token));
      way = new Way.Bot(token, config.get(DiscordDestinationType.BASE_URL));
      account = Account.of(token);
    }
  }

  @Override
  public AttemptReport deliver(Attempt attempt) {
    Delivery delivery = attempt.single();
    Config route = delivery.route().config();
    return switch (way) {
      case Way.Bot bot -> {
        String channel = DiscordDestinationType.channel(route, delivery.scope());
        yield channel.matches(ID)
            ? send(
                attempt,
                new Place(channel, "the channel " + channel),
                json -> api.create(bot.baseUrl(), bot.token(), channel, json))
            : nowhere(attempt, "channel", channel);
      }
      case Way.Webhook hook -> {
        String thread = DiscordDestinationType.thread(route, delivery.scope());
        boolean asked = route.find(DiscordDestinationType.THREAD_ID).isPresent();
        String shown = asked ? "the thread " + thread : "the webhook's channel";
        Place place = new Place(Account.of(hook.webhook().url()).mark(), shown);
        yield !asked || thread.matches(ID)
            ? send(attempt, place, json -> api.execute(hook.webhook(), thread, json))
            : nowhere(attempt, "thread_id", thread);
      }
    };
  }

  private AttemptReport nowhere(Attempt attempt, String field, String text) {
    String what =
        text.isEmpty()
            ? "the route's " + field + " is empty for this event"
            : "the route's " + field + " is not an id for this event: it must be digits";
    AttemptResult nowhere =
        new AttemptResult.Reject(
            "no_channel",
            what,
            "give the expression a fallback, such as {{ $event.x ?? '1234567890123456789' }}, then send it again");
    return AttemptReport.same(attempt, nowhere, null, null);
  }

  private AttemptReport send(Attempt attempt, Place place, Call call) {
    Instant before = context.timer().instant();
    Optional<Duration> wait = paces.with(account, before, it -> it.take(place.route(), before));
    if (wait.isPresent()) {
      return AttemptReport.same(attempt, tooSoon(wait.get()), null, null);
    }
    DiscordMessage message = DiscordDestinationType.message(attempt.single(), context);
    String json = Json.write(DiscordDestinationType.body(config, attempt.single(), message));
    try {
      Answer answer = kept.of(call.send(json));
      String note = message.cut() ? "the text was cut to what Discord takes" : null;
      Instant now = context.timer().instant();
      AttemptResult result =
          DiscordAnswer.of(
              answer,
              place.shown(),
              new AttemptResult.Delivered("ok", note, message.longest()),
              now);
      remember(place.route(), answer, result, now);
      return AttemptReport.same(attempt, result, kept.of(json), kept.of(answer.body()));
    } catch (EgressRefusedException e) {
      return AttemptReport.same(attempt, NoAnswer.refused(e), kept.of(json), null);
    } catch (HttpSendException e) {
      return AttemptReport.same(attempt, NoAnswer.lost(e, true), kept.of(json), null);
    }
  }

  /// What Discord said with the last answer is obeyed without asking it again.
  private static AttemptResult tooSoon(Duration wait) {
    return new AttemptResult.RateLimited(
        "ratelimited", "Discord takes no more for " + wait.toMillis() + " ms", wait);
  }

  private void remember(String route, Answer answer, AttemptResult result, Instant now) {
    if (result instanceof AttemptResult.RateLimited(_, _, Duration after) && after != null) {
      boolean all = DiscordAnswer.isGlobal(answer);
      tell(all ? it -> it.pauseAll(now.plus(after)) : it -> it.pause(route, now.plus(after), now));
    } else {
      DiscordAnswer.emptyFor(answer)
          .ifPresent(after -> tell(it -> it.pause(route, now.plus(after), now)));
    }
  }

  private void tell(Consumer<DiscordPace> news) {
    paces.with(
        account,
        context.timer().instant(),
        it -> {
          news.accept(it);
          return true;
        });
  }
}
