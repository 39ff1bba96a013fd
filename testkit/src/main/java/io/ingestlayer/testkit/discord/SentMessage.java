package io.ingestlayer.testkit.discord;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// A message that the fake accepted: in the real Discord people would see it now.
///
/// @param at when, on the fake's clock
/// @param id of the message
/// @param channel the id of the channel or thread it is in
/// @param webhook whether a webhook said it, else a bot
/// @param json the body as it was sent
/// @param raw the same as text
public record SentMessage(
    Instant at, String id, String channel, boolean webhook, JsonNode json, String raw) {

  /// The text as sent; empty when there was none.
  public String content() {
    return json.path("content").asString("");
  }
}
