package io.ingestlayer.testkit.telegram;

import java.util.Map;

/// Telegram's no.
///
/// @param parameters what it tells beside the sentence, by name
record Refusal(int code, String description, Map<String, Long> parameters) {
  static Refusal bad(String description) {
    return new Refusal(400, "Bad Request: " + description, Map.of());
  }
}
