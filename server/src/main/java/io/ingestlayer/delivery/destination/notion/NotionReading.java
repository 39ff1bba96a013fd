package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.util.ArrayList;
import java.util.List;

/// A previewed page as lines of text, about as a person reads it in Notion. Pure.
final class NotionReading {
  private static final int LINE_MAX = 2_000;

  private NotionReading() {}

  static String of(Value preview) {
    List<String> lines = new ArrayList<>();
    if (preview.get("properties") instanceof Value.Obj properties) {
      properties.members().forEach((name, value) -> lines.add(name + ": " + plain(value)));
    }
    if (preview.get("children") instanceof Value.Arr(List<Value> blocks)) {
      blocks.forEach(it -> lines.add(block(it)));
    }
    return String.join(
        "\n", lines.stream().map(it -> MessageText.shortened(it, LINE_MAX)).toList());
  }

  private static String plain(Value value) {
    return value instanceof Value.Text(String text) ? text : Json.write(value);
  }

  private static String block(Value block) {
    String type = block.get("type") instanceof Value.Text(String text) ? text : "";
    String content =
        block.get(type).get("rich_text") instanceof Value.Arr(List<Value> pieces)
            ? NotionText.plain(pieces)
            : "";
    return switch (type) {
      case "bulleted_list_item" -> "• " + content;
      case "numbered_list_item" -> "1. " + content;
      case "quote" -> "> " + content;
      default -> content;
    };
  }
}
