package io.ingestlayer.testkit.notion;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The rules for blocks: developers.notion.com/reference/block. Those that a message of facts is made of are known; any
/// other is refused.
final class BlockCheck {
  private static final int CHILDREN_MAX = 100;
  private static final int BLOCKS_MAX = 1_000;
  private static final int DEPTH_MAX = 2;
  private static final Set<String> TEXTS =
      Set.of(
          "paragraph",
          "bulleted_list_item",
          "numbered_list_item",
          "quote",
          "heading_1",
          "heading_2",
          "heading_3");
  private static final Set<String> LANGUAGES = Set.of("json", "plain text");

  private final Problems problems;
  private int blocks;

  private BlockCheck(Problems problems) {
    this.problems = problems;
  }

  static void check(JsonNode children, Problems problems) throws Refusal {
    BlockCheck check = new BlockCheck(problems);
    check.children(children, "body.children", 1);
    if (check.blocks > BLOCKS_MAX) {
      problems.add("body.children", "≤ `1000` blocks", Integer.toString(check.blocks));
    }
  }

  private void children(JsonNode children, String at, int depth) throws Refusal {
    if (depth > DEPTH_MAX) {
      problems.add(at, "not present", Problems.shown(children));
    } else if (problems.array(children, at, CHILDREN_MAX)) {
      for (int i = 0; i < children.size(); i++) {
        block(children.path(i), at + "[" + i + "]", depth);
      }
    }
  }

  private void block(JsonNode block, String at, int depth) throws Refusal {
    blocks++;
    String type = block.path("type").asString("");
    boolean known = TEXTS.contains(type) || type.equals("code") || type.equals("divider");
    if (!known) {
      problems.add(at + ".type", "a type of block", Problems.shown(block.path("type")));
      return;
    }
    problems.object(block, at, Set.of("type", type), Set.of("object"));
    JsonNode content = block.path(type);
    String inside = at + "." + type;
    switch (type) {
      case "divider" -> problems.object(content, inside, Set.of(), Set.of());
      case "code" -> {
        problems.object(content, inside, Set.of("rich_text", "language"), Set.of("caption"));
        problems.oneOf(content.path("language"), inside + ".language", LANGUAGES);
        TextCheck.check(content.path("rich_text"), inside + ".rich_text", problems);
      }
      default -> {
        problems.object(content, inside, Set.of("rich_text"), Set.of("children"));
        TextCheck.check(content.path("rich_text"), inside + ".rich_text", problems);
        if (content.has("children")) {
          children(content.path("children"), inside + ".children", depth + 1);
        }
      }
    }
  }
}
