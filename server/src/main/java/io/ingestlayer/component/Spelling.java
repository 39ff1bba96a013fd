package io.ingestlayer.component;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far apart two names are for a person who types.
public final class Spelling {
  private Spelling() {}

  /// The known name that was probably meant, or null when none is near.
  public static @Nullable String nearest(String written, List<String> known) {
    int tolerated = Math.max(1, written.length() / 3);
    return known.stream()
        .filter(it -> Math.abs(it.length() - written.length()) <= tolerated)
        .filter(it -> distance(written, it) <= tolerated)
        .min(Comparator.comparingInt(it -> distance(written, it)))
        .orElse(null);
  }

  /// Letters to add, to take away, to change, or to swap with their neighbour (optimal string alignment).
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int changed = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(changed, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
