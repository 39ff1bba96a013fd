package io.ingestlayer.delivery.message;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Text that does nothing but be read, and is cut where a person sees a character end. Pure.
public final class MessageText {
  private static final int GRAPHEME_WINDOW = 128;
  private static final int REPLACEMENT = 0xfffd;

  private MessageText() {}

  /// Code points.
  public static long characters(String text) {
    return text.codePointCount(0, text.length());
  }

  /// Without what cannot be seen and changes what can: control characters, half surrogate pairs, and the marks that
  /// turn the direction of all that follows. Text that runs from right to left stays as it is.
  public static String clean(String text) {
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

  /// The beginning of the text, ending where a person sees a character end.
  ///
  /// @param lengthMax UTF-16 units; a single character that is longer is cut between its code points
  public static String cut(String text, int lengthMax) {
    if (text.length() <= lengthMax) {
      return text;
    }
    return lengthMax <= 0 ? "" : text.substring(0, graphemeEnd(text, lengthMax));
  }

  /// The same, with an ellipsis in place of what is left out.
  public static String shortened(String text, int lengthMax) {
    return text.length() <= lengthMax ? text : cut(text, lengthMax - 1).stripTrailing() + "…";
  }

  /// The same as `cut`, ending after a line or a word where one ends in the second half.
  public static String cutAfterWord(String text, int lengthMax) {
    return afterWord(text, cut(text, lengthMax), lengthMax);
  }

  /// A cut text up to the end of its last line or word, where one ends in the second half.
  ///
  /// @param cut the beginning of the text that there is room for
  public static String afterWord(String text, String cut, int lengthMax) {
    int line = cut.lastIndexOf('\n');
    int end = line > lengthMax / 2 ? line : cut.lastIndexOf(' ');
    return cut.length() < text.length() && end > lengthMax / 2 ? cut.substring(0, end + 1) : cut;
  }

  /// The text in pieces of at most that length, broken after a line where there is one, else after a word.
  public static List<String> pieces(String text, int lengthMax) {
    return pieces(text, lengthMax, MessageText::cutAfterWord);
  }

  /// The same for a vendor whose markup has places where a text cannot be broken.
  ///
  /// @param cut the beginning of a text, at most so long and never empty
  public static List<String> pieces(String text, int lengthMax, Cut cut) {
    List<String> pieces = new ArrayList<>();
    String rest = text;
    while (rest.length() > lengthMax) {
      String kept = cut.beginning(rest, lengthMax);
      pieces.add(kept);
      rest = rest.substring(kept.length());
    }
    if (!rest.isEmpty()) {
      pieces.add(rest);
    }
    return pieces;
  }

  /// Takes the beginning of a text.
  public interface Cut {
    String beginning(String text, int lengthMax);
  }

  /// Where the last whole character ends that begins before `at`; at least one code point on.
  public static int graphemeEnd(String text, int at) {
    int from = safeEnd(text, Math.max(0, at - GRAPHEME_WINDOW));
    int to = safeEnd(text, Math.min(text.length(), at + GRAPHEME_WINDOW));
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(text.substring(from, to));
    int boundary = characters.isBoundary(at - from) ? at - from : characters.preceding(at - from);
    return boundary > 0 ? from + boundary : safeEnd(text, at);
  }

  /// Never between the halves of a surrogate pair.
  public static int safeEnd(String text, int at) {
    boolean splits =
        at > 0
            && at < text.length()
            && Character.isHighSurrogate(text.charAt(at - 1))
            && Character.isLowSurrogate(text.charAt(at));
    return splits ? at - 1 : at;
  }
}
