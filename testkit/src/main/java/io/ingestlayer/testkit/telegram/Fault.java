package io.ingestlayer.testkit.telegram;

import java.util.Optional;

/// What goes wrong with a request, instead of an answer or besides one.
public sealed interface Fault {
  /// An HTTP status that is not Telegram's own answer. Nothing is accepted.
  record Http(int status, String body) implements Fault {}

  /// Telegram's own error. Nothing is accepted.
  record TelegramError(int code, String description) implements Fault {}

  /// HTTP 429. Nothing is accepted.
  ///
  /// @param retryAfter seconds; empty does not say
  record RateLimited(Optional<String> retryAfter) implements Fault {}

  /// The connection is reset, before or after the request was carried out; there is no answer either way.
  record Cut(boolean afterAccepting) implements Fault {}

  static Fault http(int status) {
    return new Http(status, "");
  }

  static Fault error(int code, String description) {
    return new TelegramError(code, description);
  }

  static Fault cutAfterAccepting() {
    return new Cut(true);
  }
}
