package io.ingestlayer.delivery.destination.slack;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Text as Slack takes it: escaped, and cut where no character is harmed.
final class SlackText {
  private static final int GRAPHEME_WINDOW = 128;
  private static final int ENTITY_LENGTH_MAX = 5;

  private SlackText() {}

  /// Slack's own three characters, after which `<!channel>` and links are only text.
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /// The beginning of the text, at most so long, ending where a person sees a character end, and in no entity or link.
  static String cut(String text, int lengthMax) {
    if (text.length() <= lengthMax) {
      return text;
    }
    int end = beforeOpen(text, graphemeEnd(text, lengthMax));
    return text.substring(0, end > 0 ? end : safeEnd(text, lengthMax));
  }

  /// The text in pieces of at most that length, broken after a line where there is one.
  static List<String> pieces(String text, int lengthMax) {
    List<String> pieces = new ArrayList<>();
    String rest = text;
    while (rest.length() > lengthMax) {
      String piece = cut(rest, lengthMax);
      int line = piece.lastIndexOf('\n');
      String kept = line > lengthMax / 2 ? piece.substring(0, line + 1) : piece;
      pieces.add(kept);
      rest = rest.substring(kept.length());
    }
    if (!rest.isEmpty()) {
      pieces.add(rest);
    }
    return pieces;
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
    boolean inEntity =
        entity >= 0 && end - entity < ENTITY_LENGTH_MAX && text.indexOf(';', entity) >= end;
    int cut = inEntity ? entity : end;
    int link = text.lastIndexOf('<', cut - 1);
    return link >= 0 && text.lastIndexOf('>', cut - 1) < link ? link : cut;
  }
}
