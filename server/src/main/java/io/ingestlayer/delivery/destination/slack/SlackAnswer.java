package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.JsonException;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSender.Answer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What Slack's answers mean to a lane. Pure. The codes are those of `chat.postMessage` and of incoming webhooks.
final class SlackAnswer {
  private SlackAnswer() {}

  /// @param channel for the sentences a person reads
  /// @param note said with a delivered message, or null
  static AttemptResult of(Answer answer, String channel, @Nullable String note, Instant now) {
    if (answer.status() == 429) {
      return rateLimited(answer, now);
    }
    Optional<String> error = error(answer);
    if (error.isPresent()) {
      return ofError(error.get(), answer, channel, now);
    }
    if (answer.isSuccess()) {
      return succeeded(answer)
          ? new AttemptResult.Delivered("ok", note)
          : new AttemptResult.Retry(
              "bad_answer", "Slack answered 200 with something that is not its own", true);
    }
    return answer.status() >= 500
        ? new AttemptResult.Retry(
            "http_" + answer.status(), "Slack answered " + answer.status(), false)
        : new AttemptResult.Reject(
            "http_" + answer.status(),
            "Slack answered " + answer.status(),
            "Look at the answer; if it names a proxy, check base_url.");
  }

  private static AttemptResult ofError(String code, Answer answer, String channel, Instant now) {
    return switch (code) {
      case "ratelimited", "rate_limited", "message_limit_exceeded" -> rateLimited(answer, now);
      case "not_in_channel" ->
          hold(
              code,
              channel,
              "the bot is not in " + channel,
              "Invite the bot to the channel: type /invite @your-bot in " + channel + ".");
      case "channel_not_found", "user_not_found" ->
          hold(
              code,
              channel,
              "Slack does not know " + channel,
              "Check the spelling; if the channel is private, invite the bot to the channel.");
      case "is_archived", "channel_is_archived" ->
          hold(
              code,
              channel,
              channel + " is archived",
              "Unarchive it or change the route's channel.");
      case "restricted_action",
          "restricted_action_read_only_channel",
          "restricted_action_thread_only_channel",
          "restricted_action_non_threadable_channel",
          "no_permission",
          "action_prohibited",
          "cannot_dm_bot" ->
          hold(
              code,
              channel,
              "the workspace does not let the bot post to " + channel,
              "Ask a workspace administrator to allow it, or change the route's channel.");
      case "missing_scope" ->
          holdAll(
              code,
              "the token lacks a scope" + scopes(answer),
              "Add the scope to the app, install the app again, and put the new token here.");
      case "invalid_auth",
          "not_authed",
          "account_inactive",
          "token_revoked",
          "token_expired",
          "not_allowed_token_type",
          "ekm_access_denied",
          "org_login_required",
          "invalid_token",
          "no_service",
          "no_service_id",
          "no_team",
          "team_disabled",
          "access_denied" ->
          holdAll(
              code,
              "Slack does not accept the token or webhook (" + code + ")",
              "Install the app again and put the new token or webhook URL here.");
      case "internal_error", "fatal_error" ->
          new AttemptResult.Retry(
              code, "Slack failed and may have posted the message all the same", true);
      case "service_unavailable", "team_added_to_org", "request_timeout", "rollup_error" ->
          new AttemptResult.Retry(code, "Slack could not take it just now (" + code + ")", false);
      case "msg_too_long",
          "msg_blocks_too_long",
          "no_text",
          "invalid_blocks",
          "invalid_blocks_format",
          "invalid_arguments",
          "invalid_payload",
          "too_many_attachments",
          "metadata_too_large",
          "invalid_metadata_format",
          "invalid_metadata_schema" ->
          new AttemptResult.Reject(
              code,
              "Slack does not take this message (" + code + ")" + messages(answer),
              "Change the route's message, then send it again.");
      default -> unknown(code, answer);
    };
  }

  /// A code we do not know says nothing about the next message: this one is tried again on the schedule, the lane goes on.
  private static AttemptResult unknown(String code, Answer answer) {
    return new AttemptResult.Retry(
        code,
        "Slack refused with a code that is not known here ("
            + code
            + ", HTTP "
            + answer.status()
            + ")",
        false);
  }

  private static AttemptResult.Hold hold(
      String code, String channel, String detail, String suggestion) {
    return new AttemptResult.Hold(code, detail, suggestion, channel.isEmpty());
  }

  private static AttemptResult.Hold holdAll(String code, String detail, String suggestion) {
    return new AttemptResult.Hold(code, detail, suggestion, true);
  }

  private static AttemptResult rateLimited(Answer answer, Instant now) {
    Duration after = answer.header("retry-after").map(it -> retryAfter(it, now)).orElse(null);
    return new AttemptResult.RateLimited(
        "ratelimited",
        after == null
            ? "Slack asks to slow down"
            : "Slack asks to wait " + after.toSeconds() + " s",
        after);
  }

  /// Seconds or an HTTP date; null when it is neither.
  private static @Nullable Duration retryAfter(String text, Instant now) {
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static boolean succeeded(Answer answer) {
    return answer.body().strip().equals("ok") || json(answer).get("ok") == Value.Bool.TRUE;
  }

  /// The code of a refusal: `error` of the Web API, the whole body of an incoming webhook.
  private static Optional<String> error(Answer answer) {
    if (json(answer).get("error") instanceof Value.Text error) {
      return Optional.of(error.value());
    }
    String text = answer.body().strip();
    boolean word = text.length() <= 80 && text.matches("[a-z_]+") && !text.equals("ok");
    return word ? Optional.of(text.toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  private static String scopes(Answer answer) {
    return json(answer).get("needed") instanceof Value.Text needed ? ": " + needed.value() : "";
  }

  private static String messages(Answer answer) {
    Value messages = json(answer).get("response_metadata").get("messages");
    return messages instanceof Value.Arr ? ": " + Json.write(messages) : "";
  }

  static Value json(Answer answer) {
    try {
      return answer.body().startsWith("{") ? Json.parseObject(answer.body()) : Value.Absent.ABSENT;
    } catch (JsonException e) {
      return Value.Absent.ABSENT;
    }
  }
}
