package io.ingestlayer.testkit.slack;

import static io.ingestlayer.testkit.slack.Problems.ANY_TEXT;
import static io.ingestlayer.testkit.slack.Problems.PLAIN;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The rules for the blocks of a message: docs.slack.dev/reference/block-kit/blocks. The kinds that a message of
/// facts is made of are known in full; any other kind is refused as one that Slack does not know.
final class BlockCheck {
  private static final int BLOCKS_MAX = 50;
  private static final int SECTION_TEXT_MAX = 3000;
  private static final int FIELDS_MAX = 10;
  private static final int FIELD_TEXT_MAX = 2000;
  private static final int HEADER_TEXT_MAX = 150;
  private static final int CONTEXT_ELEMENTS_MAX = 10;
  private static final int ACTIONS_ELEMENTS_MAX = 25;
  private static final int IMAGE_TEXT_MAX = 2000;
  private static final int MARKDOWN_MAX = 12_000;
  private static final int BUTTON_TEXT_MAX = 75;
  private static final int BUTTON_VALUE_MAX = 2000;

  private final Problems problems = new Problems();

  private BlockCheck() {}

  /// What Slack would say is wrong with them; empty when nothing is.
  static List<String> problems(JsonNode blocks, String pointer) {
    BlockCheck check = new BlockCheck();
    check.problems.array(blocks, pointer, 0, BLOCKS_MAX);
    for (int i = 0; i < blocks.size(); i++) {
      check.block(blocks.path(i), pointer + "/" + i);
    }
    return check.problems.found();
  }

  private void block(JsonNode block, String at) {
    String type = block.path("type").asString("");
    switch (type) {
      case "section" -> section(block, at);
      case "header" -> {
        members(block, at, Set.of("text"), Set.of());
        problems.text(block.path("text"), at + "/text", PLAIN, 1, HEADER_TEXT_MAX);
      }
      case "context" -> {
        members(block, at, Set.of("elements"), Set.of());
        elements(block, at, CONTEXT_ELEMENTS_MAX, this::contextElement);
      }
      case "actions" -> {
        members(block, at, Set.of("elements"), Set.of());
        elements(block, at, ACTIONS_ELEMENTS_MAX, this::button);
      }
      case "divider" -> members(block, at, Set.of(), Set.of());
      case "image" -> {
        members(block, at, Set.of("image_url", "alt_text"), Set.of("title"));
        image(block, at);
        problems.text(block.path("title"), at + "/title", PLAIN, 1, IMAGE_TEXT_MAX);
      }
      case "markdown" -> {
        members(block, at, Set.of("text"), Set.of());
        problems.string(block.path("text"), at + "/text", 1, MARKDOWN_MAX);
      }
      default -> {
        if (problems.object(block, at, Set.of("type"), Set.copyOf(block.propertyNames()))
            && block.has("type")) {
          problems.add("unsupported type: " + type, at + "/type");
        }
      }
    }
    problems.id(block.path("block_id"), "block_id", at + "/block_id");
  }

  private void section(JsonNode block, String at) {
    members(block, at, Set.of(), Set.of("text", "fields", "accessory", "expand"));
    if (!block.has("text") && !block.has("fields")) {
      problems.add("must define either `text` or `fields`", at);
    }
    problems.text(block.path("text"), at + "/text", ANY_TEXT, 1, SECTION_TEXT_MAX);
    if (block.has("fields")) {
      JsonNode fields = block.path("fields");
      problems.array(fields, at + "/fields", 1, FIELDS_MAX);
      for (int i = 0; i < fields.size(); i++) {
        problems.text(fields.path(i), at + "/fields/" + i, ANY_TEXT, 1, FIELD_TEXT_MAX);
      }
    }
    if (block.has("accessory")) {
      JsonNode accessory = block.path("accessory");
      if (accessory.path("type").asString("").equals("image")) {
        imageElement(accessory, at + "/accessory");
      } else {
        button(accessory, at + "/accessory");
      }
    }
  }

  private void contextElement(JsonNode element, String at) {
    if (element.path("type").asString("").equals("image")) {
      imageElement(element, at);
    } else {
      problems.text(element, at, ANY_TEXT, 1, SECTION_TEXT_MAX);
    }
  }

  private void imageElement(JsonNode element, String at) {
    problems.object(element, at, Set.of("type", "image_url", "alt_text"), Set.of());
    image(element, at);
  }

  private void image(JsonNode image, String at) {
    problems.url(image.path("image_url"), at + "/image_url");
    problems.string(image.path("alt_text"), at + "/alt_text", 1, IMAGE_TEXT_MAX);
  }

  private void button(JsonNode element, String at) {
    String type = element.path("type").asString("");
    if (element.has("type") && !type.equals("button")) {
      problems.add("unsupported type: " + type, at + "/type");
      return;
    }
    Set<String> optional = Set.of("action_id", "url", "value", "style", "accessibility_label");
    if (problems.object(element, at, Set.of("type", "text"), optional)) {
      problems.text(element.path("text"), at + "/text", PLAIN, 1, BUTTON_TEXT_MAX);
      problems.url(element.path("url"), at + "/url");
      problems.string(element.path("value"), at + "/value", 1, BUTTON_VALUE_MAX);
      problems.string(
          element.path("accessibility_label"), at + "/accessibility_label", 1, BUTTON_TEXT_MAX);
      problems.oneOf(element.path("style"), at + "/style", Set.of("primary", "danger"));
      problems.id(element.path("action_id"), "action_id", at + "/action_id");
    }
  }

  private void elements(JsonNode block, String at, int max, ElementCheck check) {
    JsonNode elements = block.path("elements");
    if (block.has("elements") && problems.array(elements, at + "/elements", 1, max)) {
      for (int i = 0; i < elements.size(); i++) {
        check.check(elements.path(i), at + "/elements/" + i);
      }
    }
  }

  private void members(JsonNode block, String at, Set<String> required, Set<String> optional) {
    Set<String> all = new java.util.HashSet<>(optional);
    all.addAll(Set.of("type", "block_id"));
    problems.object(block, at, required, all);
  }

  private interface ElementCheck {
    void check(JsonNode element, String at);
  }
}
