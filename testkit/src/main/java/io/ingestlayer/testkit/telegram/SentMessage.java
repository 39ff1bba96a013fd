package io.ingestlayer.testkit.telegram;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// A message that the fake accepted: in the real Telegram people would see it now.
///
/// @param at when, on the fake's clock
/// @param chat the id of the chat it is in
/// @param json the body as it was sent
/// @param raw the same as text
public record SentMessage(Instant at, long id, String chat, JsonNode json, String raw) {

  public String text() {
    return json.path("text").asString("");
  }
}
