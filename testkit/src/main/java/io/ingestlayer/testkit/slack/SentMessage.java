package io.ingestlayer.testkit.slack;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A message that the fake accepted: in the real Slack people would see it now.
///
/// @param at when, on the fake's clock
/// @param channel the id, `C…` or `D…`, however the sender named it
/// @param ts Slack's name for the message, unique and ascending
/// @param json the arguments as they were sent
/// @param raw the body as it was sent
public record SentMessage(
    Instant at, Via via, String channel, String ts, JsonNode json, String raw) {
  /// Which of the two doors it came through.
  public enum Via {
    API,
    WEBHOOK
  }

  /// The text as sent; empty when there was none.
  public String text() {
    return json.path("text").asString("");
  }

  public Optional<JsonNode> metadata() {
    return json.optional("metadata");
  }
}
