package io.ingestlayer.delivery.destination.telegram;

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
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSendException;
import io.ingestlayer.platform.http.HttpSender;
import io.ingestlayer.platform.http.HttpSender.Answer;
import io.ingestlayer.platform.net.EgressRefusedException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Posts to Telegram as a bot. One message is one request, and one more when its group has moved.
final class TelegramDestination implements Destination {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final DestinationContext context;
  private final AccountPaces<TelegramPace> paces;
  private final Account bot;
  private final MovedChats moved;
  private final KeptText kept;

  /// Holds the token, and is shown nowhere.
  private final Secret address;

  /// @param paces one for the whole process
  TelegramDestination(Config config, DestinationContext context, AccountPaces<TelegramPace> paces) {
    this.context = context;
    this.paces = paces;
    this.moved = new MovedChats(context.kept());
    Secret token = config.get(TelegramDestinationType.TOKEN);
    String text = token.reveal();
    bot = bot(text);
    String base = config.get(TelegramDestinationType.BASE_URL).toString().replaceAll("/+$", "");
    address = new Secret(base + "/bot" + text + "/sendMessage");
    kept = new KeptText(List.of(token, new Secret(text.substring(text.indexOf(':') + 1))));
  }

  /// A token begins with the bot's id, which is no secret and stays the same when the bot gets another token.
  private static Account bot(String token) {
    return new Account("bot " + token.substring(0, token.indexOf(':')));
  }

  @Override
  public AttemptReport deliver(Attempt attempt) {
    Delivery delivery = attempt.single();
    String chat = TelegramDestinationType.chat(delivery.route().config(), delivery.scope());
    String thread = TelegramDestinationType.thread(delivery.route().config(), delivery.scope());
    if (!TelegramDestinationType.isChat(chat)) {
      return nowhere(attempt, "chat", "an id such as -1001234567890, or @channelname");
    }
    if (!thread.matches("[0-9]{0,18}")) {
      return nowhere(attempt, "thread", "a topic's id, digits");
    }
    Instant now = context.timer().instant();
    String to = moved.now(chat, now);
    Optional<Duration> wait = paces.with(bot, now, it -> it.take(to, now));
    return wait.isPresent()
        ? AttemptReport.same(attempt, tooSoon(to, wait.get()), null, null)
        : send(attempt, chat, to, true);
  }

  private AttemptReport nowhere(Attempt attempt, String field, String wanted) {
    AttemptResult nowhere =
        new AttemptResult.Reject(
            "no_chat",
            "the route's " + field + " is empty or no such id for this event; it must be " + wanted,
            "give the expression a fallback, such as {{ $event.x ?? '@acme_alerts' }}, then send it again");
    return AttemptReport.same(attempt, nowhere, null, null);
  }

  private static AttemptResult tooSoon(String chat, Duration wait) {
    return new AttemptResult.RateLimited(
        "ratelimited",
        "Telegram takes 30 messages a second from a bot, 20 a minute in a group, and none while it asks to wait: "
            + chat
            + " waits",
        wait);
  }

  /// @param chat as the route names it
  /// @param to where it is now
  private AttemptReport send(Attempt attempt, String chat, String to, boolean mayMove) {
    TelegramMessage message = TelegramDestinationType.message(attempt.single(), context);
    Value.Obj body = TelegramDestinationType.body(attempt.single(), message);
    String json = Json.write(body.with("chat_id", Value.of(to)));
    try {
      Answer answer = kept.of(post(json));
      Optional<String> target = TelegramAnswer.migratedTo(answer);
      if (mayMove && target.isPresent()) {
        moved.moved(chat, target.get(), context.timer().instant());
        return send(attempt, chat, target.get(), false);
      }
      AttemptResult.Delivered delivered =
          new AttemptResult.Delivered("ok", note(message, chat, to), message.longest());
      Instant now = context.timer().instant();
      AttemptResult result = TelegramAnswer.of(answer, to, delivered, now);
      heed(result, chat, to, now);
      return AttemptReport.same(attempt, result, kept.of(json), kept.of(answer.body()));
    } catch (EgressRefusedException e) {
      return AttemptReport.same(attempt, NoAnswer.refused(e), kept.of(json), null);
    } catch (HttpSendException e) {
      return AttemptReport.same(attempt, NoAnswer.lost(e, true), kept.of(json), null);
    }
  }

  private void heed(AttemptResult result, String chat, String to, Instant now) {
    if (result instanceof AttemptResult.RateLimited(_, _, Duration after) && after != null) {
      paces.with(
          bot,
          now,
          it -> {
            it.pause(now.plus(after));
            return true;
          });
    }
    if (!to.equals(chat) && result.code().equals(TelegramAnswer.CHAT_NOT_FOUND)) {
      moved.forget(chat);
    }
  }

  @Override
  public List<Fact> facts() {
    return moved.facts();
  }

  private Answer post(String json) throws EgressRefusedException, HttpSendException {
    Map<String, String> headers = Map.of("Content-Type", "application/json");
    return context
        .http()
        .send(HttpSender.Request.post(URI.create(address.reveal()), headers, json, TIMEOUT));
  }

  private static @Nullable String note(TelegramMessage message, String chat, String to) {
    String cut = message.cut() ? "the text was cut to what Telegram takes" : "";
    String went =
        to.equals(chat)
            ? ""
            : "the group became a supergroup: put \"" + to + "\" into the route's chat";
    String notes =
        Stream.of(went, cut).filter(it -> !it.isEmpty()).collect(Collectors.joining("; "));
    return notes.isEmpty() ? null : notes;
  }
}
