package io.ingestlayer.testkit.slack;

import io.ingestlayer.testkit.slack.Outcome.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for the content of a message, whoever sends it to whatever channel.
final class MessageCheck {
  /// Above this Slack posts the beginning only, and warns.
  static final int TEXT_MAX = 40_000;

  private static final int MARKDOWN_TEXT_MAX = 12_000;
  private static final int ATTACHMENTS_MAX = 100;

  /// Not published. Reports put it between 13,172 and 13,297 characters of text, and lower by some hundred for each
  /// further block; the fake counts the JSON of the blocks, which comes closest and errs on the strict side.
  private static final int BLOCKS_CHARS_MAX = 13_200;

  /// Not published; the fake's own guess, on the strict side.
  private static final int METADATA_BYTES_MAX = 8 * 1024;

  private static final int EVENT_TYPE_MAX = 255;

  private MessageCheck() {}

  static Optional<Refused> refusal(ObjectNode message) {
    return shapes(message)
        .or(() -> emptiness(message))
        .or(() -> sizes(message))
        .or(() -> blocks(message))
        .or(() -> metadata(message.path("metadata")));
  }

  static List<String> warnings(ObjectNode message) {
    return message.path("text").asString("").length() > TEXT_MAX
        ? List.of("message_truncated")
        : List.of();
  }

  private static Optional<Refused> shapes(ObjectNode message) {
    if (message.has("blocks") && !message.path("blocks").isArray()) {
      return refused("invalid_blocks_format");
    }
    List<String> details = new ArrayList<>();
    for (String name : List.of("text", "markdown_text", "username", "thread_ts")) {
      if (message.has(name) && !message.path(name).isString()) {
        details.add("must provide a string [json-pointer:/%s]".formatted(name));
      }
    }
    if (message.has("attachments") && !message.path("attachments").isArray()) {
      details.add("must provide an array [json-pointer:/attachments]");
    }
    return details.isEmpty()
        ? Optional.empty()
        : Optional.of(Refused.because("invalid_arguments", details));
  }

  private static Optional<Refused> emptiness(ObjectNode message) {
    boolean says =
        !message.path("text").asString("").isBlank()
            || !message.path("markdown_text").asString("").isBlank()
            || !message.path("blocks").isEmpty()
            || !message.path("attachments").isEmpty();
    return says ? Optional.empty() : refused("no_text");
  }

  private static Optional<Refused> sizes(ObjectNode message) {
    String markdown = message.path("markdown_text").asString("");
    if (!markdown.isEmpty() && (message.has("text") || message.has("blocks"))) {
      return refused("markdown_text_conflict");
    }
    if (markdown.length() > MARKDOWN_TEXT_MAX) {
      return refused("msg_too_long");
    }
    return message.path("attachments").size() > ATTACHMENTS_MAX
        ? refused("too_many_attachments")
        : Optional.empty();
  }

  private static Optional<Refused> blocks(ObjectNode message) {
    List<String> problems = new ArrayList<>();
    int chars = 0;
    if (message.has("blocks")) {
      problems.addAll(BlockCheck.problems(message.path("blocks"), "/blocks"));
      chars = message.path("blocks").toString().length();
    }
    JsonNode attachments = message.path("attachments");
    for (int i = 0; i < attachments.size(); i++) {
      JsonNode blocks = attachments.path(i).path("blocks");
      String at = "/attachments/" + i;
      if (!attachments.path(i).isObject()) {
        problems.add("must provide an object [json-pointer:%s]".formatted(at));
      } else if (attachments.path(i).has("blocks")) {
        problems.addAll(BlockCheck.problems(blocks, at + "/blocks"));
        chars += blocks.toString().length();
      }
    }
    if (!problems.isEmpty()) {
      return Optional.of(Refused.because("invalid_blocks", problems));
    }
    return chars > BLOCKS_CHARS_MAX ? refused("msg_blocks_too_long") : Optional.empty();
  }

  /// docs.slack.dev/messaging/message-metadata
  private static Optional<Refused> metadata(JsonNode metadata) {
    if (metadata.isMissingNode()) {
      return Optional.empty();
    }
    JsonNode type = metadata.path("event_type");
    boolean wellFormed =
        type.isString()
            && type.stringValue().matches("[A-Za-z0-9_.:-]{1,%d}".formatted(EVENT_TYPE_MAX))
            && metadata.path("event_payload").isObject()
            && Set.of("event_type", "event_payload", "entities")
                .containsAll(metadata.propertyNames());
    if (!wellFormed) {
      return refused("invalid_metadata_format");
    }
    return metadata.toString().getBytes(StandardCharsets.UTF_8).length > METADATA_BYTES_MAX
        ? refused("metadata_too_large")
        : Optional.empty();
  }

  private static Optional<Refused> refused(String error) {
    return Optional.of(Refused.because(error));
  }
}
