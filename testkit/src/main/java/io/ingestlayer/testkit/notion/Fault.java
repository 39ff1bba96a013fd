package io.ingestlayer.testkit.notion;

import java.util.Optional;

/// What goes wrong with a request, instead of an answer or besides one.
public sealed interface Fault {
  /// An answer that is not Notion's own: a proxy, a gateway, a bad day. Nothing is accepted.
  record Http(int status, String body) implements Fault {}

  /// Notion's own error. With `afterAccepting` the request was carried out all the same, as may be for a 500.
  record NotionError(int status, String code, String message, boolean afterAccepting)
      implements Fault {}

  /// HTTP 429 or 529. Nothing is accepted.
  ///
  /// @param retryAfter the header's text, whatever it is; empty sends no such header
  record SlowDown(int status, Optional<String> retryAfter) implements Fault {}

  /// The connection is reset, before or after the request was carried out; there is no answer either way.
  record Cut(boolean afterAccepting) implements Fault {}

  static Fault http(int status) {
    return new Http(status, "");
  }

  static Fault error(int status, String code, String message) {
    return new NotionError(status, code, message, false);
  }

  static Fault errorAfterAccepting(int status, String code) {
    return new NotionError(status, code, "it went wrong", true);
  }

  static Fault cut() {
    return new Cut(false);
  }

  static Fault cutAfterAccepting() {
    return new Cut(true);
  }
}
