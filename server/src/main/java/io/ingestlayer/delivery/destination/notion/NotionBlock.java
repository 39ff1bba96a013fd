package io.ingestlayer.delivery.destination.notion;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The kinds of blocks that a page's body is made of, as JSON. Pure.
enum NotionBlock {
  PARAGRAPH("paragraph"),
  HEADING_1("heading_1"),
  HEADING_2("heading_2"),
  HEADING_3("heading_3"),
  BULLET("bulleted_list_item"),
  NUMBER("numbered_list_item"),
  QUOTE("quote"),
  CODE("code");

  /// Blocks in one list, and we send one list.
  static final int BLOCKS_MAX = 100;

  private final String type;

  NotionBlock(String type) {
    this.type = type;
  }

  Value of(List<Value> text) {
    return of(text, "plain text");
  }

  /// @param language what code is shown as; others have none
  Value of(List<Value> text, String language) {
    Value.ObjBuilder content = Value.object().put("rich_text", Value.array(text));
    if (this == CODE) {
      content.put("language", language);
    }
    return Value.object().put("type", type).put(type, content.build()).build();
  }

  /// Bytes of a block in a request, with the comma after it.
  static int size(Value block) {
    return Json.write(block).getBytes(StandardCharsets.UTF_8).length + 1;
  }
}
