package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.vendor.JsonAnswer;
import io.ingestlayer.delivery.vendor.RetryAfter;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.http.HttpSender.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// What Slack's answers mean to a lane. Pure. The codes are those of `chat.postMessage` and of incoming webhooks.
///
/// A code that is not known here says nothing about the next message: this one is tried again on the schedule, and the
/// lane goes on.
final class SlackAnswer {
  private static final String CODE = "[a-z0-9_]{1,80}";
  private static final int SHOWN_MAX = 500;

  /// How the answer to a posted message begins. It goes on with that message, whose characters beyond ASCII take six bytes
  /// each, so that of a long one only the beginning is there.
  private static final Pattern BEGINS_WELL = Pattern.compile("\\s*\\{\\s*\"ok\"\\s*:\\s*true\\s*,");

  private SlackAnswer() {}

  /// What came of a posted message.
  ///
  /// @param channel for the sentences a person reads
  /// @param delivered what it is when Slack has it
  static AttemptResult of(Answer answer, String channel, Delivered delivered, Instant now) {
    if (answer.status() == 429) {
      return rateLimited(answer, now);
    }
    Optional<String> error = error(answer);
    if (error.isPresent()) {
      return ofCode(error.get(), answer, SlackText.cut(channel, 80), now);
    }
    if (!answer.isSuccess()) {
      return ofStatus(answer.status());
    }
    return succeeded(answer)
        ? delivered
        : new Retry(
            "bad_answer",
            "the answer was " + answer.status() + " with something that is not Slack's",
            true);
  }

  /// The same of an incoming webhook, whose word for it is `ok`.
  static AttemptResult ofWebhook(Answer answer, String channel, Delivered delivered, Instant now) {
    return answer.isSuccess() && answer.body().strip().equals("ok")
        ? delivered
        : of(answer, channel, delivered, now);
  }

  private static AttemptResult ofCode(String code, Answer answer, String channel, Instant now) {
    return switch (code) {
      case "ratelimited", "rate_limited", "message_limit_exceeded" -> rateLimited(answer, now);
      case "not_in_channel" ->
          new Hold(
              code,
              "the bot is not in " + channel,
              "invite the bot to the channel: /invite @bot in " + channel,
              false);
      case "channel_not_found", "user_not_found" ->
          new Hold(
              code,
              "Slack does not know " + channel + ", or does not show it to the bot",
              "check the spelling; if the channel is private, invite the bot: /invite @bot in "
                  + channel,
              false);
      case "is_archived", "channel_is_archived" ->
          new Hold(
              code,
              channel + " is archived",
              "unarchive it in Slack, or change the route's channel",
              false);
      case "restricted_action",
          "restricted_action_read_only_channel",
          "restricted_action_thread_only_channel",
          "restricted_action_non_threadable_channel",
          "restricted_action_thread_locked",
          "no_permission",
          "action_prohibited",
          "posting_to_general_channel_denied",
          "messages_tab_disabled",
          "cannot_dm_bot" ->
          new Hold(
              code,
              "the workspace does not let the bot post to " + channel,
              "ask a workspace administrator to allow it, or change the route's channel",
              false);
      case "missing_scope" ->
          new Hold(
              code,
              "the token lacks a scope" + needed(answer),
              "add the scope under OAuth & Permissions, reinstall the app, and put the new token here",
              true);
      case "invalid_auth",
          "not_authed",
          "account_inactive",
          "token_revoked",
          "token_expired",
          "not_allowed_token_type",
          "ekm_access_denied",
          "org_login_required",
          "two_factor_setup_required",
          "team_access_not_granted",
          "enterprise_is_restricted",
          "accesslimited",
          "access_denied",
          "invalid_token",
          "no_service",
          "no_service_id",
          "no_active_hooks",
          "no_team",
          "team_disabled" ->
          new Hold(
              code,
              "Slack does not accept the token or webhook (" + code + ")",
              "install the app again and put the new token or webhook URL here",
              true);
      case "internal_error", "fatal_error" ->
          new Retry(code, "Slack failed, and may have posted the message all the same", true);
      case "service_unavailable", "team_added_to_org", "request_timeout", "rollup_error" ->
          new Retry(code, "Slack could not take it just now (" + code + ")", false);
      case "msg_too_long",
          "msg_blocks_too_long",
          "no_text",
          "invalid_blocks",
          "invalid_blocks_format",
          "invalid_arguments",
          "invalid_payload",
          "too_many_attachments",
          "attachment_payload_limit_exceeded",
          "markdown_text_conflict",
          "metadata_too_large",
          "metadata_must_be_sent_from_app",
          "invalid_metadata_format",
          "invalid_metadata_schema",
          "invalid_json",
          "json_not_object",
          "invalid_charset" ->
          new Reject(
              code,
              "Slack does not take this message (" + code + ")" + messages(answer),
              "change the route's message, then send it again");
      default ->
          new Retry(
              code,
              "Slack refused with a code that is not known here (" + code + ")" + messages(answer),
              false);
    };
  }

  /// An answer that does not speak Slack's language comes from something in between, and says nothing about the message.
  private static AttemptResult ofStatus(int status) {
    String code = "http_" + status;
    String detail = "the answer was HTTP " + status + ", without one of Slack's codes";
    return switch (status) {
      case 413, 414, 431 -> new Reject(code, detail, "shorten the route's message");
      case 301, 302, 303, 307, 308, 401, 403, 404, 405, 407, 410 ->
          new Hold(
              code,
              detail,
              "check base_url (or webhook_url) and any proxy between here and it",
              true);
      default -> new Retry(code, detail, status >= 500 && status != 503);
    };
  }

  private static RateLimited rateLimited(Answer answer, Instant now) {
    Duration after = RetryAfter.of(answer, now).orElse(null);
    return new RateLimited(
        "ratelimited",
        after == null
            ? "Slack asks to slow down"
            : "Slack asks to wait " + after.toSeconds() + " s",
        after);
  }

  private static boolean succeeded(Answer answer) {
    return JsonAnswer.of(answer).get("ok") == Value.Bool.TRUE
        || BEGINS_WELL.matcher(answer.body()).lookingAt();
  }

  /// The code of a refusal: `error` of the Web API, the whole body of an incoming webhook.
  static Optional<String> error(Answer answer) {
    Value json = JsonAnswer.of(answer);
    if (json.get("error") instanceof Value.Text(String code) && code.matches(CODE)) {
      return Optional.of(code);
    }
    if (json.get("ok") == Value.Bool.FALSE) {
      return Optional.of("unnamed_error");
    }
    String word = answer.body().strip();
    return !answer.isSuccess() && word.matches(CODE) && word.matches(".*[a-z].*")
        ? Optional.of(word)
        : Optional.empty();
  }

  private static String needed(Answer answer) {
    return JsonAnswer.of(answer).get("needed") instanceof Value.Text(String scopes)
        ? ": " + SlackText.cut(scopes, SHOWN_MAX)
        : "";
  }

  private static String messages(Answer answer) {
    Value messages = JsonAnswer.of(answer).get("response_metadata").get("messages");
    return messages instanceof Value.Arr
        ? ": " + SlackText.cut(Json.write(messages), SHOWN_MAX)
        : "";
  }
}
