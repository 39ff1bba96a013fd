package io.ingestlayer.delivery.destination.slack;

import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.delivery.message.TemplateText;
import io.ingestlayer.delivery.message.TemplateText.Part;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/// Text as Slack takes it: harmless, escaped, and cut where no character is damaged. Pure.
final class SlackText {
  private static final int ENTITY_LENGTH_MAX = 5;

  /// Slack takes no longer link.
  private static final int LINK_LENGTH_MAX = 3_100;

  /// Where something begins that calls people, and the mark that says so; of what begins with `!`, only dates do not.
  private static final Pattern MENTION = Pattern.compile("<(?=\\s*(@|!(?!date\\^)))");

  private SlackText() {}

  /// Slack's own three characters, after which `<!channel>` and links are only text.
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /// A route's text: its markup works, what the event holds is only text. Links, channels and dates work.
  ///
  /// @param mentions whether `<!channel>`, `<@U…>` and the like call people; never where a value makes one of a link
  static String markup(TemplateText text, boolean mentions) {
    StringBuilder markup = new StringBuilder();
    BitSet own = new BitSet();
    for (Part part : text.parts()) {
      String shown = part.own() ? part.text() : escape(part.text());
      own.set(markup.length(), markup.length() + shown.length(), part.own());
      markup.append(shown);
    }
    return MENTION
        .matcher(markup)
        .replaceAll(it -> mentions && own.get(it.start(1)) ? "<" : "&lt;")
        .strip();
  }

  /// The beginning of the text, at most so long, ending where a person sees a character end, and in no entity or link.
  static String cut(String text, int lengthMax) {
    if (text.length() <= lengthMax) {
      return text;
    }
    if (lengthMax <= 0) {
      return "";
    }
    int end = beforeOpen(text, MessageText.graphemeEnd(text, lengthMax));
    return text.substring(0, end > 0 ? end : MessageText.safeEnd(text, lengthMax));
  }

  /// The same, ending after a line or a word where one ends in the second half.
  static String cutAfterWord(String text, int lengthMax) {
    return MessageText.afterWord(text, cut(text, lengthMax), lengthMax);
  }

  /// The text in pieces of at most that length, broken after a line where there is one, else after a word.
  static List<String> pieces(String text, int lengthMax) {
    return MessageText.pieces(text, lengthMax, SlackText::cutAfterWord);
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
