package io.ingestlayer.expression;

/// The four ways to be in order.
enum Ordering {
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL;

  boolean holds(int comparison) {
    return switch (this) {
      case LESS -> comparison < 0;
      case LESS_OR_EQUAL -> comparison <= 0;
      case GREATER -> comparison > 0;
      case GREATER_OR_EQUAL -> comparison >= 0;
    };
  }

  /// Compares by code point, as UTF-8 bytes would be: `😀` comes after `￿`.
  static int compare(String left, String right) {
    int end = Math.min(left.length(), right.length());
    int at = 0;
    while (at < end && left.charAt(at) == right.charAt(at)) {
      at++;
    }
    if (at == end) {
      return Integer.compare(left.length(), right.length());
    }
    int from = at > 0 && Character.isHighSurrogate(left.charAt(at - 1)) ? at - 1 : at;
    return Integer.compare(left.codePointAt(from), right.codePointAt(from));
  }
}
