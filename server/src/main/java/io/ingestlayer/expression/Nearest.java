package io.ingestlayer.expression;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// The known word that a mistyped one was meant to be.
final class Nearest {
  private static final int EDITS_MAX = 2;
  private static final int WORD_MAX = 40;

  private Nearest() {}

  static Optional<String> to(String word, Collection<String> known) {
    if (word.length() > WORD_MAX) {
      return Optional.empty();
    }
    String asked = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(candidate -> edits(asked, candidate) <= Math.min(EDITS_MAX, word.length() / 2))
        .min(
            Comparator.comparingInt((String candidate) -> edits(asked, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// Characters put in, left out, changed or swapped with their neighbour.
  private static int edits(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        cost[i][j] = i == 0 ? j : j == 0 ? i : step(cost, from, to, i, j);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int step(int[][] cost, String from, String to, int i, int j) {
    boolean same = from.charAt(i - 1) == to.charAt(j - 1);
    int best = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
    best = Math.min(best, cost[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
