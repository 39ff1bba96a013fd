package io.ingestlayer.testkit.notion;

import java.util.Locale;

/// Notion's ids: a UUID, taken with and without its dashes.
final class Ids {
  private static final String BARE = "[0-9a-f]{32}";
  private static final String DASHED = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private Ids() {}

  static boolean isId(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.matches(BARE) || lower.matches(DASHED);
  }

  /// Without dashes, in lower case.
  static String bare(String text) {
    return text.replace("-", "").toLowerCase(Locale.ROOT);
  }
}
