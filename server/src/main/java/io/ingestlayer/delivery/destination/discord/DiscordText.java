package io.ingestlayer.delivery.destination.discord;

import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.delivery.message.TemplateText;
import io.ingestlayer.delivery.message.TemplateText.Part;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text as Discord takes it: escaped for its Markdown, and cut where nothing is damaged. Pure.
final class DiscordText {
  /// What begins or ends markup. A backslash before any of them leaves the character itself; at the beginning of a line
  /// also what makes a heading, a list or a quote. A colon is escaped where an emoji, a link or a time could follow.
  private static final Pattern MARKUP =
      Pattern.compile(
          "[\\\\*_~`|<>\\[\\]()]"
              + "|:(?=\\S)"
              + "|(?<=^[ \\t]{0,64})[#+-](?=[#\\s]|\\z)"
              + "|(?<=^[ \\t]{0,64}[0-9]{1,9})\\.(?=\\s|\\z)",
          Pattern.MULTILINE);

  /// The two words that Discord looks for without minding backslashes, whole or as far as a value goes that ends in one of
  /// them.
  private static final Pattern EVERYBODY =
      Pattern.compile("@(?=everyone|here|(?:e|ev|eve|ever|every|everyo|everyon|h|he|her)?\\z)");

  /// A template's own beginning of one of them, which a value would go on with.
  private static final Pattern EVERYBODY_BEGUN =
      Pattern.compile("@(?:e|ev|eve|ever|every|everyo|everyon|h|he|her)?\\z");

  private static final int EVERYBODY_LENGTH = "@everyone".length();

  private static final Pattern TICKS = Pattern.compile("`+");

  /// Looks like a backtick and ends no code.
  private static final char LOOKALIKE_TICK = 'ˋ';

  /// Discord takes off what is white at both ends, and much of what cannot be seen.
  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{IsWhite_Space}\\p{Cc}\\p{Cf}\\p{Zs}\\u2800\\u3164\\u115f\\u1160]+");

  private DiscordText() {}

  /// What an event holds, for a place where markup works: it is shown, and does nothing.
  static String value(String text) {
    String escaped = MARKUP.matcher(text).replaceAll("\\\\$0");
    return EVERYBODY.matcher(escaped).replaceAll("@\u200b");
  }

  /// Whether nobody would see anything of it.
  static boolean isUnseen(String text) {
    return UNSEEN.matcher(text).replaceAll("").isEmpty();
  }

  /// A route's text with every value escaped; also right where the text is cut afterwards.
  static String escaped(TemplateText text) {
    StringBuilder markup = new StringBuilder();
    for (Part part : text.parts()) {
      append(markup, part);
    }
    return markup.toString().strip();
  }

  /// The same, but inside the code that the route's own text opens and closes, where a backslash would be seen, a value
  /// stands as it is. Only right for a text that is sent whole.
  static String markup(TemplateText text) {
    List<Part> parts = text.parts();
    StringBuilder markup = new StringBuilder();
    String code = "";
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (part.own()) {
        code = codeAfter(part.text(), code, parts.subList(i + 1, parts.size()));
        markup.append(part.text());
      } else if (code.isEmpty()) {
        append(markup, part);
      } else {
        String inCode = part.text().replace('`', LOOKALIKE_TICK);
        markup.append(inCode.isBlank() ? " " : inCode);
      }
    }
    return markup.toString().strip();
  }

  private static void append(StringBuilder markup, Part part) {
    if (part.own()) {
      markup.append(part.text());
      return;
    }
    String tail = markup.substring(Math.max(0, markup.length() - EVERYBODY_LENGTH));
    if (isOpen(markup, markup.length())) {
      markup.append('\\');
    } else if (!part.text().isEmpty() && EVERYBODY_BEGUN.matcher(tail).find()) {
      markup.append('\u200b');
    }
    markup.append(value(part.text()));
  }

  /// The backticks that the code is closed by in which the text ends; empty when it ends outside of code.
  private static String codeAfter(String own, String before, List<Part> later) {
    String code = before;
    Matcher ticks = TICKS.matcher(own);
    while (ticks.find()) {
      MatchResult run = ticks.toMatchResult();
      if (run.group().equals(code)) {
        code = "";
      } else if (code.isEmpty()
          && !isOpen(own, run.start())
          && isClosed(run.group(), own.substring(run.end()), later)) {
        code = run.group();
      }
    }
    return code;
  }

  private static boolean isClosed(String code, String rest, List<Part> later) {
    return hasRun(rest, code) || later.stream().anyMatch(it -> it.own() && hasRun(it.text(), code));
  }

  private static boolean hasRun(String text, String ticks) {
    return TICKS.matcher(text).results().anyMatch(it -> it.group().equals(ticks));
  }

  /// The beginning of the text, at most so long, ending where a person sees a character end, and not after the backslash
  /// of an escape.
  static String cut(String text, int lengthMax) {
    String cut = MessageText.cut(text, lengthMax);
    boolean splits = cut.length() < text.length() && isOpen(cut, cut.length());
    return splits ? cut.substring(0, cut.length() - 1) : cut;
  }

  /// The same, with an ellipsis in place of what is left out.
  static String shortened(String text, int lengthMax) {
    return text.length() <= lengthMax ? text : cut(text, lengthMax - 1).stripTrailing() + "…";
  }

  /// The same as `cut`, ending after a line or a word where one ends in the second half.
  static String cutAfterWord(String text, int lengthMax) {
    return MessageText.afterWord(text, cut(text, lengthMax), lengthMax);
  }

  /// Whether there is a backslash before that place which escapes what follows.
  private static boolean isOpen(CharSequence text, int at) {
    int from = at;
    while (from > 0 && text.charAt(from - 1) == '\\') {
      from--;
    }
    return (at - from) % 2 == 1;
  }
}
