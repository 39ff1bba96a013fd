package io.ingestlayer.delivery.destination.telegram;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.delivery.vendor.JsonAnswer;
import io.ingestlayer.delivery.vendor.RetryAfter;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSender.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What Telegram's answers mean to a lane. Pure. Telegram tells its errors apart by a sentence; the codes here are ours.
final class TelegramAnswer {
  static final String CHAT_NOT_FOUND = "chat_not_found";

  private static final int SHOWN_MAX = 300;

  private static final Pattern UNKNOWN_CHAT =
      Pattern.compile("chat not found|peer_id_invalid|user not found|chat_id_invalid");
  private static final Pattern NO_RIGHTS =
      Pattern.compile(
          "not enough rights|need administrator rights|no rights to send|write_forbidden|admin_required|chat_restricted|restricted");
  private static final Pattern NO_TOPIC =
      Pattern.compile("topic_closed|topic_deleted|topic_id_invalid|message thread not found");
  private static final Pattern BAD_MESSAGE =
      Pattern.compile(
          "too long|too_long|text is empty|must be non-empty|parse entities|entity|entities|http url|invalid json|object expected");

  private TelegramAnswer() {}

  /// What came of a posted message.
  ///
  /// @param chat for the sentences a person reads
  /// @param delivered what it is when Telegram has it
  static AttemptResult of(Answer answer, String chat, Delivered delivered, Instant now) {
    Value json = JsonAnswer.of(answer);
    int status = status(answer, json);
    String said = said(json);
    if (status == 429) {
      return rateLimited(answer, json, now);
    }
    if (answer.isSuccess() && json.get("ok") == Value.Bool.TRUE) {
      return delivered;
    }
    return switch (status) {
      case 400 -> bad(said, chat);
      case 401, 404 ->
          new Hold(
              status == 401 ? "unauthorized" : "not_found",
              "Telegram does not know the token" + said,
              "ask @BotFather for the token (/mybots, API Token), put it here, and check base_url if you set one",
              true);
      case 403 ->
          new Hold(
              "forbidden",
              "the bot may not write to " + chat + said,
              "let the person press Start at the bot (and unblock it), or add the bot to the group or channel again",
              false);
      case 413, 414, 431 ->
          new Reject(
              "http_" + status, "the message is too large" + said, "shorten the route's message");
      case 301, 302, 303, 307, 308, 405, 407, 410 ->
          new Hold(
              "http_" + status,
              "the answer was HTTP " + status + ", which is not Telegram's",
              "check base_url and any proxy between here and it",
              true);
      default ->
          answer.isSuccess() && status >= 200 && status < 300
              ? new Retry(
                  "bad_answer",
                  "the answer was " + status + " with something that is not Telegram's",
                  true)
              : new Retry(
                  "http_" + status, "Telegram answered HTTP " + status + said, status >= 500);
    };
  }

  private static AttemptResult bad(String said, String chat) {
    String lower = said.toLowerCase(Locale.ROOT);
    if (UNKNOWN_CHAT.matcher(lower).find()) {
      return new Hold(
          CHAT_NOT_FOUND,
          "Telegram does not know " + chat + said,
          "check the id; a person must have pressed Start at the bot, and in a group or channel it must be a member",
          false);
    }
    if (NO_TOPIC.matcher(lower).find()) {
      return new Hold(
          "no_topic",
          "the topic in " + chat + " is closed or gone" + said,
          "open it again in Telegram, or change the route's thread",
          false);
    }
    if (NO_RIGHTS.matcher(lower).find()) {
      return new Hold(
          "no_rights",
          "the bot may not write in " + chat + said,
          "make the bot an administrator that may post (in a channel always), or lift the restriction",
          false);
    }
    if (BAD_MESSAGE.matcher(lower).find()) {
      return new Reject(
          "bad_message",
          "Telegram does not take this message" + said,
          "change the route's message, then send it again");
    }
    if (lower.contains("upgraded to a supergroup")) {
      return new Hold(
          "chat_migrated",
          chat + " became a supergroup, and Telegram does not tell its new id",
          "put the supergroup's id, -100…, into the route's chat",
          false);
    }
    return new Retry(
        "bad_request", "Telegram refused in words that are not known here" + said, false);
  }

  /// Where the chat went when its group became a supergroup.
  static Optional<String> migratedTo(Answer answer) {
    return parameter(JsonAnswer.of(answer), "migrate_to_chat_id")
        .filter(it -> it.matches("-[0-9]{1,19}"));
  }

  private static RateLimited rateLimited(Answer answer, Value json, Instant now) {
    Duration after =
        parameter(json, "retry_after")
            .filter(it -> it.matches("[0-9]{1,9}"))
            .map(it -> RetryAfter.ofSeconds(Double.parseDouble(it)))
            .or(() -> RetryAfter.of(answer, now))
            .orElse(null);
    return new RateLimited(
        "ratelimited",
        after == null
            ? "Telegram asks to slow down"
            : "Telegram asks to wait " + after.toSeconds() + " s",
        after);
  }

  private static Optional<String> parameter(Value json, String name) {
    return json.get("parameters").get(name) instanceof Value.Num number
        ? Optional.of(number.text())
        : Optional.empty();
  }

  /// Telegram's own code where there is one, for a proxy may change the other.
  private static int status(Answer answer, Value json) {
    return json.get("ok") == Value.Bool.FALSE
            && json.get("error_code") instanceof Value.Num code
            && code.text().matches("[1-5][0-9]{2}")
        ? Integer.parseInt(code.text())
        : answer.status();
  }

  private static String said(Value json) {
    return json.get("description") instanceof Value.Text(String text)
        ? ": " + MessageText.cut(MessageText.clean(text), SHOWN_MAX)
        : "";
  }
}
