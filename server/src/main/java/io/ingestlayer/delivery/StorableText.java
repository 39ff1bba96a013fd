package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.PostgresText;
import org.jspecify.annotations.Nullable;

/// Text from a vendor or an event, made fit for a column: no longer than that, nothing in it that PostgreSQL refuses.
///
/// A vendor's answer must never be the reason that an outcome cannot be stored.
final class StorableText {
  private static final char REPLACEMENT = '\ufffd';

  private StorableText() {}

  static @Nullable String orNull(@Nullable String text, int charactersMax) {
    return text == null ? null : of(text, charactersMax);
  }

  /// Cuts between characters, and puts U+FFFD for U+0000 and for half a surrogate pair.
  static String of(String text, int charactersMax) {
    String cut = text.length() <= charactersMax ? text : cut(text, charactersMax);
    return PostgresText.storable(cut) ? cut : replaced(cut);
  }

  private static String cut(String text, int charactersMax) {
    boolean splitsPair = Character.isHighSurrogate(text.charAt(charactersMax - 1));
    return text.substring(0, splitsPair ? charactersMax - 1 : charactersMax);
  }

  private static String replaced(String text) {
    return text.codePoints()
        .map(it -> it == 0 || isHalfPair(it) ? REPLACEMENT : it)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isHalfPair(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
