package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.delivery.AttemptResult;
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
import java.util.regex.Pattern;

/// What Notion's refusals mean to a lane. Pure. The codes are those of <https://developers.notion.com/reference/status-codes>.
///
/// @param code Notion's, or `http_` and the status of an answer that is not Notion's
/// @param message Notion's own sentence, or nothing
record NotionAnswer(Answer answer, String code, String message) {
  private static final String CODE = "[a-z0-9_]{1,80}";
  private static final int SHOWN_MAX = 500;

  /// The answer's wording is not published; the page about it speaks of a block limit.
  private static final Pattern BLOCK_LIMIT =
      Pattern.compile("block[ _]?(usage )?limit|limit of [0-9,]+ blocks", Pattern.CASE_INSENSITIVE);

  private static final Pattern SEVERAL_SOURCES = Pattern.compile("multiple[ _]data[ _]sources");

  static NotionAnswer of(Answer answer) {
    Value json = JsonAnswer.of(answer);
    String code =
        json.get("code") instanceof Value.Text(String said) && said.matches(CODE) ? said : "";
    String message = json.get("message") instanceof Value.Text(String said) ? said : "";
    return new NotionAnswer(answer, code.isEmpty() ? "http_" + answer.status() : code, message);
  }

  /// Whether the answer is an object of Notion's. Only its beginning is there when it is long.
  boolean isDone() {
    return answer.isSuccess()
        && answer.body().strip().startsWith("{")
        && answer.body().contains("\"object\"");
  }

  boolean isValidationError() {
    return code.equals("validation_error") && answer.status() == 400;
  }

  boolean isNotFound() {
    return code.equals("object_not_found");
  }

  /// What a refusal means.
  ///
  /// @param target for the sentences a person reads
  /// @param writes whether the request would have made something; reading leaves no doubt behind
  AttemptResult refused(String target, boolean writes, Instant now) {
    if (answer.status() == 429 || answer.status() == 529 || code.equals("rate_limited")) {
      return slowDown(now);
    }
    if (answer.isSuccess()) {
      return new Retry("bad_answer", "the answer was something that is not Notion's", writes);
    }
    if (BLOCK_LIMIT.matcher(code + " " + message).find()) {
      return new Hold(
          "block_limit",
          "the workspace has used up the blocks of its free plan" + said(),
          "upgrade the workspace's plan; deleting pages does not help",
          true);
    }
    if (SEVERAL_SOURCES.matcher(answer.body()).find()) {
      return new Hold(
          "data_source_needed",
          target + " has several data sources",
          "name one of them in the route: data_source: …",
          false);
    }
    return ofCode(target, writes);
  }

  private AttemptResult ofCode(String target, boolean writes) {
    return switch (code) {
      case "unauthorized" ->
          new Hold(
              code,
              "Notion does not accept the token" + said(),
              "copy the integration's secret anew from https://www.notion.so/profile/integrations and put it here",
              true);
      case "restricted_resource" ->
          new Hold(
              code,
              "the integration may not write to " + target + said(),
              "give the integration the capabilities Read content and Insert content, and share "
                  + target
                  + " with it",
              false);
      case "object_not_found" ->
          new Hold(
              code,
              "Notion does not know " + target + ", or it is not shared with the integration",
              "open it in Notion, press ••• and then Connections, and choose the integration; if it was deleted, change the route",
              false);
      case "conflict_error" ->
          new Retry(code, "Notion was busy with something that gets in the way" + said(), false);
      case "validation_error" ->
          new Reject(
              code,
              "Notion does not take this" + said(),
              "change the route's properties or message, then send it again");
      case "missing_version", "invalid_request_url", "invalid_request", "invalid_json" ->
          new Hold(
              code,
              "the request did not reach Notion's API as it was sent" + said(),
              "check base_url and any proxy between here and it",
              true);
      case "database_connection_unavailable" ->
          new Retry(code, "Notion could not take it just now" + said(), false);
      case "internal_server_error", "bad_gateway", "service_unavailable", "gateway_timeout" ->
          new Retry(code, "Notion failed" + inDoubt(writes) + said(), writes);
      default -> ofStatus(writes);
    };
  }

  /// An answer that does not speak Notion's language comes from something in between. What stands in between may dislike what
  /// one event holds, so that a refusal to write says nothing about the next.
  private AttemptResult ofStatus(boolean writes) {
    int status = answer.status();
    String detail = "the answer was HTTP " + status + inDoubt(writes && status >= 500) + said();
    return switch (status) {
      case 413, 414, 431 -> new Reject(code, detail, "shorten what the route writes");
      case 301, 302, 303, 307, 308, 401, 404, 405, 407, 410 ->
          new Hold(code, detail, "check base_url and any proxy between here and it", true);
      default -> new Retry(code, detail, writes && status >= 500);
    };
  }

  private static String inDoubt(boolean writes) {
    return writes ? ", and may have written it all the same" : "";
  }

  private RateLimited slowDown(Instant now) {
    Duration after = RetryAfter.of(answer, now).orElse(null);
    String shown = code.startsWith("http_") ? "rate_limited" : code;
    return new RateLimited(
        shown,
        after == null
            ? "Notion asks to slow down"
            : "Notion asks to wait " + after.toSeconds() + " s",
        after);
  }

  private String said() {
    return message.isBlank()
        ? ""
        : ": " + MessageText.shortened(MessageText.clean(message).strip(), SHOWN_MAX);
  }
}
