package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.delivery.AttemptResult;
import io.ingestlayer.delivery.AttemptResult.Delivered;
import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.AttemptResult.RateLimited;
import io.ingestlayer.delivery.AttemptResult.Reject;
import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.delivery.vendor.RetryAfter;
import io.ingestlayer.platform.http.HttpSender.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a receiver's answers mean to a lane. Pure. The choice, code by code, is explained in
/// `docs/decisions/0011-webhook-answers.md`.
///
/// A receiver is anybody's program, and a status can be about this message or about all: what may be about one message never
/// holds the lane.
final class WebhookAnswer {
  private static final Set<Integer> MOVED = Set.of(300, 301, 302, 303, 305, 307, 308);

  /// Statuses by which a receiver may mean one event in a batch.
  private static final Set<Integer> OF_ONE = Set.of(400, 403, 406, 409, 413, 415, 422, 431);

  private static final String ABORT_HEADER = "webhook-delivery";
  private static final String ABORT = "abort-message";

  private WebhookAnswer() {}

  static AttemptResult of(Answer answer, Instant now) {
    int status = answer.status();
    if (answer.isSuccess()) {
      return Delivered.OK;
    }
    if (isAborted(answer)) {
      return new Reject(
          "aborted",
          "the receiver answered HTTP %d and asked not to be sent this again".formatted(status),
          "find out from the receiver why it does not want it, then send it again");
    }
    if (MOVED.contains(status)) {
      return redirected(status);
    }
    Duration after = RetryAfter.of(answer, now).orElse(null);
    return switch (status) {
      case 401, 407 -> unauthorized(status);
      case 405 ->
          new Hold(
              "method_not_allowed",
              "the receiver does not take this method (HTTP 405)",
              "set \"method\" to what the receiver takes, or check the address",
              false);
      case 410 ->
          new Hold(
              Hold.GONE,
              "the receiver answered HTTP 410: it does not want to be sent anything any more",
              "remove the destination, or give the address where the receiver is now and resume it",
              true);
      case 413 ->
          new Reject(
              "too_large",
              "the receiver does not take a body of this size (HTTP 413)",
              "send less with the route's \"body\", or have the receiver take more; then send it again");
      case 429 -> new RateLimited(code(status), slow(status, after), after);
      default ->
          after != null && mayAskToWait(status)
              ? new RateLimited(code(status), slow(status, after), after)
              : failed(status);
    };
  }

  private static boolean mayAskToWait(int status) {
    return status >= 500 || status == 408 || status == 425;
  }

  /// Whether one event may be the reason that a batch of them was refused.
  static boolean isOfOne(Answer answer) {
    return !answer.isSuccess() && (OF_ONE.contains(answer.status()) || isAborted(answer));
  }

  private static boolean isAborted(Answer answer) {
    return answer.header(ABORT_HEADER).filter(it -> it.strip().equals(ABORT)).isPresent();
  }

  private static Hold redirected(int status) {
    return new Hold(
        "redirected",
        "the receiver answered HTTP %d, which points elsewhere and is not followed"
            .formatted(status),
        "set \"url\" to the address it points to (the Location in the answer of the attempt)",
        false);
  }

  private static Hold unauthorized(int status) {
    return new Hold(
        "unauthorized",
        "the receiver does not accept the credentials or the signature (HTTP %d)".formatted(status),
        "check \"auth\", \"headers\" and \"secret\"; all must be what the receiver expects",
        true);
  }

  private static Retry failed(int status) {
    // A receiver that fails on its own side may have acted before it did; 503 says that it did not
    // begin.
    return new Retry(
        code(status),
        "the receiver answered HTTP " + status,
        status >= 500 && status != 501 && status != 503);
  }

  private static String slow(int status, @Nullable Duration after) {
    String said = "the receiver answered HTTP " + status;
    return after == null
        ? said + ", which means that it has too much to do"
        : said + " and asks to wait " + after.toSeconds() + " s";
  }

  private static String code(int status) {
    return status == 429 ? "rate_limited" : "http_" + status;
  }
}
