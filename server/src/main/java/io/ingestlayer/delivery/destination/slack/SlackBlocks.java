package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.List;

/// Block Kit's blocks as far as a message of facts needs them, and what they count. Pure.
final class SlackBlocks {
  static final int HEADER_MAX = 150;
  static final int SECTION_MAX = 3_000;
  static final int FIELDS_MAX = 10;
  static final int FIELD_MAX = 2_000;
  static final int BLOCKS_MAX = 50;

  /// What a paragraph counts besides its text.
  static final int SECTION_SIZE = size(section("")) - size(markup(""));

  private SlackBlocks() {}

  /// A line in large letters, without markup.
  static Value header(String text) {
    return block("header", "text", plain(SlackText.cut(text, HEADER_MAX)));
  }

  /// A paragraph with markup.
  static Value section(String markup) {
    return section(markup(markup));
  }

  /// A paragraph of a text with or without markup.
  static Value section(Value text) {
    return block("section", "text", text);
  }

  /// Up to ten short texts in two columns.
  static Value fields(List<Value> texts) {
    return block("section", "fields", Value.array(texts));
  }

  /// A line in small letters, with markup.
  static Value context(String markup) {
    return block("context", "elements", Value.array(List.of(markup(markup))));
  }

  /// A text whose markup works. Nothing but that markup is turned into links and mentions.
  static Value markup(String text) {
    return Value.object().put("type", "mrkdwn").put("text", text).put("verbatim", true).build();
  }

  /// A text that is shown as it is, `:smile:` and all.
  static Value plain(String text) {
    return Value.object().put("type", "plain_text").put("text", text).put("emoji", false).build();
  }

  /// What a block or a part of one counts: Slack's limit over all blocks is not documented, and their JSON comes
  /// closest to what it counts.
  static int size(Value block) {
    return Json.write(block).length() + 1;
  }

  private static Value block(String type, String member, Value content) {
    return Value.object().put("type", type).put(member, content).build();
  }
}
