package io.ingestlayer.component;

import io.ingestlayer.event.Value;

/// What stands in a file, in words for an error message.
final class NodeText {
  private static final int SHOWN_MAX = 60;

  private NodeText() {}

  static String describe(Node node) {
    return switch (node) {
      case Node.Members members -> "a mapping";
      case Node.Items items -> "a list";
      case Node.Scalar scalar ->
          switch (scalar.value()) {
            case Value.Null none -> "nothing";
            case Value.Text text -> "\"" + shorten(text.value()) + "\"";
            case Value.Absent none -> "nothing";
            case Value.Bool truth -> scalar.text();
            case Value.Num number -> shorten(scalar.text());
            case Value.Arr array -> "a list";
            case Value.Obj object -> "a mapping";
          };
    };
  }

  /// What kind of thing it is, and nothing of what it says.
  static String kind(Node node) {
    return node instanceof Node.Scalar scalar && scalar.value().isPresent()
        ? "a single value"
        : describe(node);
  }

  static String shorten(String text) {
    String oneLine = text.replaceAll("\\s+", " ");
    return oneLine.length() <= SHOWN_MAX
        ? oneLine
        : oneLine.substring(0, oneLine.offsetByCodePoints(0, 40)) + "…";
  }
}
