package io.ingestlayer.testkit.notion;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The rules for rich text: developers.notion.com/reference/rich-text.
final class TextCheck {
  private static final int ITEMS_MAX = 100;
  private static final int CONTENT_MAX = 2_000;
  private static final Set<String> STYLES =
      Set.of("bold", "italic", "strikethrough", "underline", "code");

  private TextCheck() {}

  static void check(JsonNode items, String at, Problems problems) throws Refusal {
    if (!problems.array(items, at, ITEMS_MAX)) {
      return;
    }
    for (int i = 0; i < items.size(); i++) {
      item(items.path(i), at + "[" + i + "]", problems);
    }
  }

  private static void item(JsonNode item, String at, Problems problems) throws Refusal {
    if (!problems.object(item, at, Set.of("text"), Set.of("type", "annotations"))) {
      return;
    }
    if (item.has("type")) {
      problems.oneOf(item.path("type"), at + ".type", Set.of("text"));
    }
    JsonNode text = item.path("text");
    if (problems.object(text, at + ".text", Set.of("content"), Set.of("link"))) {
      problems.text(text.path("content"), at + ".text.content", CONTENT_MAX);
      if (text.has("link") && !text.path("link").isNull()) {
        JsonNode link = text.path("link");
        problems.object(link, at + ".text.link", Set.of("url"), Set.of());
        problems.link(link.path("url"), at + ".text.link.url");
      }
    }
    if (item.has("annotations")) {
      JsonNode annotations = item.path("annotations");
      problems.object(annotations, at + ".annotations", Set.of(), STYLES);
      for (String style : annotations.propertyNames()) {
        if (!annotations.path(style).isBoolean()) {
          problems.add(at + ".annotations." + style, "a boolean", "something else");
        }
      }
    }
  }
}
