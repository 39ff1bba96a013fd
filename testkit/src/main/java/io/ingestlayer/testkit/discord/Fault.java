package io.ingestlayer.testkit.discord;

import java.util.Optional;

/// What goes wrong with a request, instead of an answer or besides one.
public sealed interface Fault {
  /// An HTTP status that is not Discord's own answer: Cloudflare, a proxy, a bad day. Nothing is accepted.
  record Http(int status, String body) implements Fault {}

  /// Discord's own error. Nothing is accepted.
  record DiscordError(int status, int code, String message) implements Fault {}

  /// HTTP 429. Nothing is accepted.
  ///
  /// @param retryAfter seconds, in the header and in the body; empty says nothing in either
  /// @param scope `user`, `global` or `shared`
  record RateLimited(Optional<String> retryAfter, String scope) implements Fault {}

  /// The connection is reset, before or after the request was carried out; there is no answer either way.
  record Cut(boolean afterAccepting) implements Fault {}

  static Fault http(int status) {
    return new Http(status, "");
  }

  static Fault error(int status, int code, String message) {
    return new DiscordError(status, code, message);
  }

  static Fault rateLimited(String retryAfter) {
    return new RateLimited(Optional.of(retryAfter), "user");
  }

  static Fault cutAfterAccepting() {
    return new Cut(true);
  }
}
