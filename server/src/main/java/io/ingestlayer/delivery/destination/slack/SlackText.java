package io.ingestlayer.delivery.destination.slack;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Text as Slack takes it: harmless, escaped, and cut where no character is damaged. Pure.
final class SlackText {
  private static final int GRAPHEME_WINDOW = 128;
  private static final int ENTITY_LENGTH_MAX = 5;

  /// Slack takes no longer link.
  private static final int LINK_LENGTH_MAX = 3_100;

  private static final int REPLACEMENT = 0xfffd;

  private SlackText() {}

  /// What an event holds, for a place where markup works: it is shown, and does nothing.
  static String value(String text) {
    return escape(clean(text));
  }

  /// Slack's own three characters, after which `<!channel>` and links are only text.
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /// Code points.
  static long characters(String text) {
    return text.codePointCount(0, text.length());
  }

  /// Without what cannot be seen and changes what can: control characters, half surrogate pairs, and the marks that
  /// turn the direction of all that follows. Text that runs from right to left stays as it is.
  static String clean(String text) {
    return text.codePoints()
        .filter(it -> !isControl(it) && !turnsDirection(it))
        .map(it -> isHalfPair(it) ? REPLACEMENT : it)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isControl(int codePoint) {
    return Character.isISOControl(codePoint) && codePoint != '\n' && codePoint != '\t';
  }

  private static boolean turnsDirection(int codePoint) {
    return (codePoint >= 0x202a && codePoint <= 0x202e)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }

  private static boolean isHalfPair(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /// The beginning of the text, at most so long, ending where a person sees a character end, and in no entity or link.
  static String cut(String text, int lengthMax) {
    if (text.length() <= lengthMax) {
      return text;
    }
    if (lengthMax <= 0) {
      return "";
    }
    int end = beforeOpen(text, graphemeEnd(text, lengthMax));
    return text.substring(0, end > 0 ? end : safeEnd(text, lengthMax));
  }

  /// The same, ending after a line or a word where one ends in the second half.
  static String cutAfterWord(String text, int lengthMax) {
    String cut = cut(text, lengthMax);
    int line = cut.lastIndexOf('\n');
    int end = line > lengthMax / 2 ? line : cut.lastIndexOf(' ');
    return cut.length() < text.length() && end > lengthMax / 2 ? cut.substring(0, end + 1) : cut;
  }

  /// The text in pieces of at most that length, broken after a line where there is one, else after a word.
  static List<String> pieces(String text, int lengthMax) {
    List<String> pieces = new ArrayList<>();
    String rest = text;
    while (rest.length() > lengthMax) {
      String kept = cutAfterWord(rest, lengthMax);
      pieces.add(kept);
      rest = rest.substring(kept.length());
    }
    if (!rest.isEmpty()) {
      pieces.add(rest);
    }
    return pieces;
  }

  /// How many characters from the beginning take no more than that many inside a JSON string.
  static int lengthWithin(String text, int jsonCharactersMax) {
    int taken = 0;
    for (int at = 0; at < text.length(); at++) {
      taken += jsonCharacters(text.charAt(at));
      if (taken > jsonCharactersMax) {
        return at;
      }
    }
    return text.length();
  }

  private static int jsonCharacters(char character) {
    return switch (character) {
      case '"', '\\', '\n', '\r', '\t', '\b', '\f' -> 2;
      default -> character < ' ' ? 6 : 1;
    };
  }

  private static int graphemeEnd(String text, int at) {
    int from = safeEnd(text, Math.max(0, at - GRAPHEME_WINDOW));
    int to = safeEnd(text, Math.min(text.length(), at + GRAPHEME_WINDOW));
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(text.substring(from, to));
    int boundary = characters.isBoundary(at - from) ? at - from : characters.preceding(at - from);
    return boundary > 0 ? from + boundary : safeEnd(text, at);
  }

  /// Never between the halves of a surrogate pair.
  private static int safeEnd(String text, int at) {
    boolean splits =
        at > 0
            && at < text.length()
            && Character.isHighSurrogate(text.charAt(at - 1))
            && Character.isLowSurrogate(text.charAt(at));
    return splits ? at - 1 : at;
  }

  /// Before an `&amp;` or `<link|text>` that the cut would leave open.
  private static int beforeOpen(String text, int end) {
    int entity = text.lastIndexOf('&', end - 1);
    int entityEnd = entity < 0 ? -1 : text.indexOf(';', entity);
    boolean inEntity = entityEnd >= end && entityEnd - entity < ENTITY_LENGTH_MAX;
    int cut = inEntity ? entity : end;
    int link = text.lastIndexOf('<', cut - 1);
    int linkEnd = link < 0 ? -1 : text.indexOf('>', link);
    boolean inLink =
        linkEnd >= cut
            && linkEnd - link < LINK_LENGTH_MAX
            && text.substring(link, linkEnd).indexOf('\n') < 0;
    return inLink ? link : cut;
  }
}
