package io.ingestlayer.delivery.destination.discord;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.delivery.vendor.JsonAnswer;
import io.ingestlayer.delivery.vendor.RetryAfter;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSender.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What Discord's answers mean to a lane. Pure. The codes are those of
/// <https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>; ours begin with `discord_`.
///
/// Discord shuts out a host that goes on after it was told 401, 403 or 404, so that each of them holds, known or not.
final class DiscordAnswer {
  private static final int SHOWN_MAX = 500;

  /// A code that no answer has.
  private static final long NONE = -1;

  private DiscordAnswer() {}

  /// What came of a posted message.
  ///
  /// @param where for the sentences a person reads: a channel, or a webhook
  /// @param delivered what it is when Discord has it
  static AttemptResult of(Answer answer, String where, Delivered delivered, Instant now) {
    if (answer.status() == 429) {
      return rateLimited(answer, now);
    }
    if (answer.isSuccess()) {
      return saved(answer)
          ? delivered
          : new Retry(
              "bad_answer",
              "the answer was " + answer.status() + " without a message of Discord's",
              true);
    }
    long number = number(answer);
    return number > 0 ? ofCode(number, answer, where) : ofStatus(answer, where);
  }

  private static AttemptResult ofCode(long number, Answer answer, String where) {
    String code = "discord_" + number;
    String said = said(answer);
    return switch ((int) Math.min(number, Integer.MAX_VALUE)) {
      case 10_015, 50_027 ->
          new Hold(
              code,
              "Discord does not know the webhook any more" + said,
              "make a new webhook in the channel's settings, under Integrations, and put its URL here",
              true);
      case 10_003 ->
          new Hold(
              code,
              "Discord does not know " + where + ", or does not show it to the bot",
              "check the id (right-click the channel, Copy Channel ID), and that the bot is on that server",
              false);
      case 50_001, 50_013, 50_007 ->
          new Hold(
              code,
              "the bot may not write in " + where + said,
              "give the bot View Channel, Send Messages and Embed Links there (in threads Send Messages in Threads)",
              false);
      case 50_008, 50_024, 220_003 ->
          new Hold(
              code,
              where + " is not a channel that takes such messages" + said,
              "name a text channel or a thread; leave thread_name out where the channel is no forum",
              false);
      case 50_083, 160_005 ->
          new Hold(
              code,
              where + " is a thread that is archived or locked" + said,
              "open the thread again in Discord, or name another one",
              false);
      case 220_001, 220_002 ->
          new Hold(
              code,
              "the webhook leads to a forum, where a message needs a thread" + said,
              "give the route either thread_id (an existing post) or thread_name (a new post for each message)",
              false);
      case 40_001, 40_002, 40_333, 50_014, 20_001 ->
          new Hold(
              code,
              "Discord does not let this bot or webhook in" + said,
              "look at the application in the developer portal, and put a new token here if it has one",
              true);
      case 50_035, 50_006, 50_109, 40_005, 200_000, 200_001, 240_000 ->
          new Reject(
              code,
              "Discord does not take this message" + said,
              "change the route's message, then send it again");
      case 20_016, 20_028, 160_004 ->
          new RateLimited(code, "Discord asks to slow down in " + where, null);
      default -> stops(answer.status()) ? unknown(code, answer, where) : ofOther(code, answer);
    };
  }

  /// An answer without a code is of Cloudflare, which stands before Discord, or of something else in between.
  private static AttemptResult ofStatus(Answer answer, String where) {
    String code = "http_" + answer.status();
    return switch (answer.status()) {
      case 401 ->
          new Hold(
              code,
              "Discord does not accept the token",
              "reset the token in the developer portal, under Bot, and put the new one here",
              true);
      case 413 ->
          new Reject(
              code, "the message is too large" + said(answer), "shorten the route's message");
      default -> stops(answer.status()) ? unknown(code, answer, where) : ofOther(code, answer);
    };
  }

  private static boolean stops(int status) {
    return status == 401 || status == 403 || status == 404 || (status >= 300 && status < 400);
  }

  private static Hold unknown(String code, Answer answer, String where) {
    return new Hold(
        code,
        "the answer for " + where + " was HTTP " + answer.status() + said(answer),
        "check the webhook_url (or base_url and token) and any proxy between here and it",
        true);
  }

  private static Retry ofOther(String code, Answer answer) {
    return new Retry(
        code, "the answer was HTTP " + answer.status() + said(answer), answer.status() >= 500);
  }

  private static RateLimited rateLimited(Answer answer, Instant now) {
    Value json = JsonAnswer.of(answer);
    Optional<Duration> after =
        json.get("retry_after") instanceof Value.Num seconds
            ? seconds(seconds.text())
            : RetryAfter.of(answer, now);
    String who = isGlobal(answer) ? "Discord asks all of this bot" : "Discord asks";
    return new RateLimited(
        "ratelimited",
        after.map(it -> who + " to wait " + it.toSeconds() + " s").orElse(who + " to slow down"),
        after.orElse(null));
  }

  /// Whether everything that is sent with these credentials has to wait, not only this channel.
  static boolean isGlobal(Answer answer) {
    return answer.header("x-ratelimit-scope").filter(it -> it.equals("global")).isPresent()
        || answer.header("x-ratelimit-global").filter(it -> it.equals("true")).isPresent()
        || JsonAnswer.of(answer).get("global") == Value.Bool.TRUE;
  }

  /// How long the bucket stays empty after this message, as Discord tells with it; empty when there is room in it.
  static Optional<Duration> emptyFor(Answer answer) {
    boolean isEmpty =
        answer.header("x-ratelimit-remaining").filter(it -> it.equals("0")).isPresent();
    return isEmpty
        ? answer.header("x-ratelimit-reset-after").flatMap(DiscordAnswer::seconds)
        : Optional.empty();
  }

  private static Optional<Duration> seconds(String text) {
    return text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")
        ? Optional.of(RetryAfter.ofSeconds(Double.parseDouble(text)))
        : Optional.empty();
  }

  /// With `wait=true` the answer to a message that was saved is that message.
  private static boolean saved(Answer answer) {
    return JsonAnswer.of(answer).get("id") instanceof Value.Text;
  }

  private static long number(Answer answer) {
    return JsonAnswer.of(answer).get("code") instanceof Value.Num code
            && code.text().matches("[0-9]{1,9}")
        ? Long.parseLong(code.text())
        : NONE;
  }

  /// What Discord says is wrong, and where.
  private static String said(Answer answer) {
    Value json = JsonAnswer.of(answer);
    String message = json.get("message") instanceof Value.Text(String text) ? ": " + text : "";
    String where = json.get("errors").isPresent() ? " " + Json.write(json.get("errors")) : "";
    return MessageText.cut(MessageText.clean(message + where), SHOWN_MAX);
  }
}
