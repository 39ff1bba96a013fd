package io.ingestlayer.testkit.slack;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What is wrong with the blocks of a message, in Slack's words and with its pointers, and the rules that all kinds
/// of blocks share. A length is counted in UTF-16 units, the largest of the counts that Slack may mean.
final class Problems {
  static final Set<String> PLAIN = Set.of("plain_text");
  static final Set<String> ANY_TEXT = Set.of("plain_text", "mrkdwn");
  static final int ID_MAX = 255;
  static final int URL_MAX = 3000;

  private final List<String> found = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  List<String> found() {
    return found;
  }

  void add(String what, String pointer) {
    found.add("%s [json-pointer:%s]".formatted(what, pointer));
  }

  /// Whether it is an object with these members and none but those.
  boolean object(JsonNode node, String at, Set<String> required, Set<String> optional) {
    if (!node.isObject()) {
      add("must provide an object", at);
      return false;
    }
    required.stream()
        .filter(name -> !node.has(name))
        .sorted()
        .forEach(name -> add("missing required field: " + name, at));
    node.propertyNames().stream()
        .filter(name -> !required.contains(name) && !optional.contains(name))
        .forEach(name -> add("invalid additional property: " + name, at));
    return true;
  }

  /// Whether it is an array of so many items.
  boolean array(JsonNode node, String at, int min, int max) {
    if (!node.isArray()) {
      add("must provide an array", at);
      return false;
    }
    if (node.size() < min) {
      add("no fewer than %d items allowed".formatted(min), at);
    }
    if (node.size() > max) {
      add("no more than %d items allowed".formatted(max), at);
    }
    return true;
  }

  /// A string of so many characters; a missing one is reported by who knows whether it is required.
  void string(JsonNode node, String at, int min, int max) {
    if (node.isMissingNode()) {
      return;
    }
    if (!node.isString()) {
      add("must provide a string", at);
      return;
    }
    if (node.stringValue().length() < min) {
      add("must be more than %d characters".formatted(min - 1), at);
    }
    if (node.stringValue().length() > max) {
      add("must be less than %d characters".formatted(max + 1), at);
    }
  }

  void oneOf(JsonNode node, String at, Set<String> allowed) {
    if (!node.isMissingNode() && !(node.isString() && allowed.contains(node.stringValue()))) {
      add("must be a valid enum value", at);
    }
  }

  void url(JsonNode node, String at) {
    string(node, at, 1, URL_MAX);
    if (node.isString()) {
      try {
        if (new URI(node.stringValue()).getScheme() == null) {
          add("must be a valid URL", at);
        }
      } catch (URISyntaxException e) {
        add("must be a valid URL", at);
      }
    }
  }

  /// A name that may stand only once in a message.
  void id(JsonNode node, String member, String at) {
    string(node, at, 1, ID_MAX);
    if (node.isString() && !ids.add(member + " " + node.stringValue())) {
      add("%s must be unique".formatted(member), at);
    }
  }

  /// A text object; `verbatim` belongs to mrkdwn, `emoji` to plain text.
  void text(JsonNode node, String at, Set<String> types, int min, int max) {
    if (node.isMissingNode()) {
      return;
    }
    int before = found.size();
    String type = node.path("type").asString("");
    if (node.isObject() && !types.contains(type)) {
      add("must be a valid enum value", at + "/type");
    }
    String extra = type.equals("plain_text") ? "emoji" : "verbatim";
    if (object(node, at, Set.of("type", "text"), Set.of(extra))) {
      string(node.path("text"), at + "/text", min, max);
      if (node.has(extra) && !node.path(extra).isBoolean()) {
        add("must provide a boolean", at + "/" + extra);
      }
    }
    if (found.size() > before) {
      found.add(before, "failed to match all allowed schemas [json-pointer:%s]".formatted(at));
    }
  }
}
