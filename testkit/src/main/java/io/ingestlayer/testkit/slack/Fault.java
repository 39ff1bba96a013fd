package io.ingestlayer.testkit.slack;

import java.util.Optional;

/// What goes wrong with a request, instead of an answer or besides one.
public sealed interface Fault {
  /// An HTTP status that is not Slack's own answer: a proxy, a gateway, a bad day. Nothing is accepted.
  record Http(int status, String body) implements Fault {}

  /// Slack's own error, HTTP 200. With `afterAccepting` the message was posted all the same, which Slack allows
  /// itself for `internal_error` and `fatal_error`.
  record SlackError(String error, boolean afterAccepting) implements Fault {}

  /// HTTP 429. Nothing is accepted.
  ///
  /// @param retryAfter the header's text, whatever it is; empty sends no such header
  record RateLimited(Optional<String> retryAfter) implements Fault {}

  /// The connection is reset, before or after the request was carried out; there is no answer either way.
  record Cut(boolean afterAccepting) implements Fault {}

  /// Nothing happens until [SlackFake#release()]; then the request is carried out and answered as usual. With
  /// `afterAccepting` it is carried out at once and only the answer is late.
  record Stall(boolean afterAccepting) implements Fault {}

  static Fault http(int status) {
    return new Http(status, "");
  }

  static Fault error(String error) {
    return new SlackError(error, false);
  }

  static Fault errorAfterAccepting(String error) {
    return new SlackError(error, true);
  }

  static Fault rateLimited(String retryAfter) {
    return new RateLimited(Optional.of(retryAfter));
  }

  static Fault cut() {
    return new Cut(false);
  }

  static Fault cutAfterAccepting() {
    return new Cut(true);
  }

  static Fault stall() {
    return new Stall(false);
  }

  static Fault stallAfterAccepting() {
    return new Stall(true);
  }
}
