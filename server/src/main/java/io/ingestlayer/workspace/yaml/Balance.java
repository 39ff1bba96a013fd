package io.ingestlayer.workspace.yaml;

import java.util.ArrayDeque;
import java.util.Deque;

/// Whether the quotes and brackets of an expression close; one that was cut in the middle has open ones.
final class Balance {
  private Balance() {}

  static boolean of(String text) {
    Deque<Character> open = new ArrayDeque<>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      Character quote = open.peek();
      if (quote != null && (quote == '"' || quote == '\'')) {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          open.pop();
        }
      } else if (c == '"' || (c == '\'' && !isApostrophe(text, i)) || isOpening(c)) {
        open.push(c);
      } else if (isClosing(c) && (open.isEmpty() || !closes(open.pop(), c))) {
        return false;
      }
    }
    return open.isEmpty();
  }

  private static boolean isApostrophe(String text, int at) {
    char before = at > 0 ? text.charAt(at - 1) : ' ';
    return Character.isLetterOrDigit(before) || isClosing(before);
  }

  private static boolean isOpening(char c) {
    return c == '(' || c == '[' || c == '{';
  }

  private static boolean isClosing(char c) {
    return c == ')' || c == ']' || c == '}';
  }

  private static boolean closes(char opening, char closing) {
    return switch (opening) {
      case '(' -> closing == ')';
      case '[' -> closing == ']';
      case '{' -> closing == '}';
      default -> false;
    };
  }
}
