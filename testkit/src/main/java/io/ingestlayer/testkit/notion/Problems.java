package io.ingestlayer.testkit.notion;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What is wrong with a body's shape and sizes, in Notion's words. A length is counted in UTF-16 units.
final class Problems {
  static final int URL_MAX = 2_000;

  private static final int SHOWN_MAX = 20;

  private final List<String> found = new ArrayList<>();

  void add(String at, String should, String instead) {
    found.add("%s should be %s, instead was `%s`.".formatted(at, should, instead));
  }

  void throwIfAny() throws Refusal {
    if (found.size() == 1) {
      throw Refusal.invalid("body failed validation: " + found.getFirst());
    }
    if (!found.isEmpty()) {
      throw Refusal.invalid("body failed validation. Fix one:\n" + String.join("\n", found));
    }
  }

  /// Whether it is an object that has all those members and none but those.
  boolean object(JsonNode node, String at, Set<String> required, Set<String> optional) {
    if (!node.isObject()) {
      add(at, "an object", shown(node));
      return false;
    }
    required.stream()
        .filter(name -> !node.has(name))
        .sorted()
        .forEach(name -> add(at + "." + name, "defined", "undefined"));
    node.propertyNames().stream()
        .filter(name -> !required.contains(name) && !optional.contains(name))
        .forEach(name -> add(at + "." + name, "not present", shown(node.path(name))));
    return true;
  }

  boolean array(JsonNode node, String at, int max) {
    if (!node.isArray()) {
      add(at, "an array", shown(node));
      return false;
    }
    if (node.size() > max) {
      add(at + ".length", "≤ `%d`".formatted(max), Integer.toString(node.size()));
    }
    return true;
  }

  void text(JsonNode node, String at, int max) {
    if (!node.isString()) {
      add(at, "a string", shown(node));
    } else if (node.stringValue().length() > max) {
      add(at + ".length", "≤ `%d`".formatted(max), Integer.toString(node.stringValue().length()));
    }
  }

  void oneOf(JsonNode node, String at, Set<String> allowed) {
    if (!node.isString() || !allowed.contains(node.stringValue())) {
      add(at, String.join(", ", allowed.stream().sorted().toList()), shown(node));
    }
  }

  void uuid(JsonNode node, String at) {
    if (!node.isString() || !Ids.isId(node.stringValue())) {
      add(at, "a valid uuid", shown(node));
    }
  }

  /// An address that people can be sent to: absolute, HTTP, with a name that has a dot.
  void link(JsonNode node, String at) throws Refusal {
    text(node, at, URL_MAX);
    if (node.isString() && !isLink(node.stringValue())) {
      throw Refusal.invalid("Content creation Failed. Fix the following: \nInvalid URL for link.");
    }
  }

  static boolean isLink(String text) {
    try {
      URI uri = new URI(text);
      return uri.getScheme() != null
          && uri.getScheme().matches("https?")
          && uri.getHost() != null
          && uri.getHost().contains(".");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  static String shown(JsonNode node) {
    if (node.isMissingNode()) {
      return "undefined";
    }
    String text = node.toString();
    return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "..." : text;
  }
}
