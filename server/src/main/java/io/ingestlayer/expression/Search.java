package io.ingestlayer.expression;

/// Finds a string in a string in linear time. `String.indexOf` takes the product of both lengths at worst, and
/// an event may hold both.
final class Search {
  /// Up to this length the product is no worse than a few passes.
  private static final int SHORT = 32;

  private final String wanted;
  private final int[] fallback;

  Search(String wanted) {
    this.wanted = wanted;
    this.fallback = wanted.length() <= SHORT ? new int[0] : fallback(wanted);
  }

  static boolean contains(String text, String wanted) {
    return new Search(wanted).in(text, 0) >= 0;
  }

  /// Where the string is found first from that position on; -1 when it is not.
  int in(String text, int from) {
    if (wanted.length() <= SHORT) {
      return text.indexOf(wanted, from);
    }
    int matched = 0;
    for (int at = from; at < text.length(); at++) {
      while (matched > 0 && text.charAt(at) != wanted.charAt(matched)) {
        matched = fallback[matched - 1];
      }
      matched += text.charAt(at) == wanted.charAt(matched) ? 1 : 0;
      if (matched == wanted.length()) {
        return at - matched + 1;
      }
    }
    return -1;
  }

  /// For each length that has matched, the longest that still does one character later (Knuth, Morris, Pratt).
  private static int[] fallback(String wanted) {
    int[] lengths = new int[wanted.length()];
    int matched = 0;
    for (int at = 1; at < wanted.length(); at++) {
      while (matched > 0 && wanted.charAt(at) != wanted.charAt(matched)) {
        matched = lengths[matched - 1];
      }
      matched += wanted.charAt(at) == wanted.charAt(matched) ? 1 : 0;
      lengths[at] = matched;
    }
    return lengths;
  }
}
