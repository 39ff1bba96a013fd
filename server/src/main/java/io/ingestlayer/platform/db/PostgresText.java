package io.ingestlayer.platform.db;

/// What PostgreSQL can keep as text. For who checks a value long before a statement is near.
public final class PostgresText {
  private PostgresText() {}

  /// Whether it can keep this one: no U+0000 and no half of a surrogate pair.
  public static boolean storable(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < length
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
