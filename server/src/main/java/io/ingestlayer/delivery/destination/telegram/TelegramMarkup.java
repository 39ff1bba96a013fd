package io.ingestlayer.delivery.destination.telegram;

import io.ingestlayer.delivery.destination.telegram.TelegramText.Entity;
import io.ingestlayer.delivery.message.MessageText;
import io.ingestlayer.delivery.message.TemplateText;
import io.ingestlayer.delivery.message.TemplateText.Part;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the markup of a route's own text: `*bold*`, `_italic_`, `` `code` ``, `[words](https://…)`, and a backslash before a
/// character that is meant as itself. What came out of the event is never read. One for each text; not for sharing.
final class TelegramMarkup {
  private static final String MARKS = "*_`[]()\\";

  private final StringBuilder source = new StringBuilder();
  private final BitSet own = new BitSet();
  private final StringBuilder text = new StringBuilder();
  private final List<Entity> entities = new ArrayList<>();

  private TelegramMarkup(TemplateText template) {
    for (Part part : template.parts()) {
      String shown = part.own() ? MessageText.clean(part.text()) : TelegramText.value(part.text());
      own.set(source.length(), source.length() + shown.length(), part.own());
      source.append(shown);
    }
  }

  static TelegramText read(TemplateText template) {
    TelegramMarkup markup = new TelegramMarkup(template);
    markup.read(0, markup.source.length(), true);
    return new TelegramText(markup.text.toString(), markup.entities);
  }

  /// @param outermost whether code may begin here, which Telegram allows inside nothing else
  private void read(int from, int to, boolean outermost) {
    int at = from;
    while (at < to) {
      at = readOne(at, to, outermost);
    }
  }

  /// Where to go on.
  private int readOne(int at, int to, boolean outermost) {
    char mark = own.get(at) ? source.charAt(at) : ' ';
    int next =
        switch (mark) {
          case '\\' -> escaped(at, to);
          case '`' -> code(at, to, outermost);
          case '*' -> styled("bold", at, to);
          case '_' -> styled("italic", at, to);
          case '[' -> link(at, to);
          default -> at;
        };
    if (next == at) {
      text.append(source.charAt(at));
      return at + 1;
    }
    return next;
  }

  private int escaped(int at, int to) {
    boolean escapes = at + 1 < to && own.get(at + 1) && MARKS.indexOf(source.charAt(at + 1)) >= 0;
    if (!escapes) {
      return at;
    }
    text.append(source.charAt(at + 1));
    return at + 2;
  }

  private int code(int at, int to, boolean outermost) {
    int end = find('`', at + 1, to);
    if (end <= at + 1) {
      return at;
    }
    int began = text.length();
    text.append(source, at + 1, end);
    if (outermost) {
      add("code", began, null);
    }
    return end + 1;
  }

  private int styled(String type, int at, int to) {
    char mark = source.charAt(at);
    if (!opens(at, to)) {
      return at;
    }
    int end = find(mark, at + 1, to);
    while (end >= 0 && !closes(end, to)) {
      end = find(mark, end + 1, to);
    }
    if (end <= at + 1) {
      return at;
    }
    int began = text.length();
    read(at + 1, end, false);
    add(type, began, null);
    return end + 1;
  }

  private int link(int at, int to) {
    int close = find(']', at + 1, to);
    boolean leads = close > at + 1 && close + 1 < to && isOwn('(', close + 1);
    int end = leads ? find(')', close + 2, to) : -1;
    if (!leads || end < 0) {
      return at;
    }
    Optional<String> address =
        TelegramText.linkable(source.substring(close + 2, end).replace("\u2060", "").strip());
    if (address.isEmpty()) {
      return at;
    }
    int began = text.length();
    read(at + 1, close, false);
    add("text_link", began, address.get());
    return end + 1;
  }

  private void add(String type, int began, @Nullable String url) {
    if (!TelegramText.isUnseen(text.substring(began))) {
      entities.add(new Entity(type, began, text.length() - began, url));
    }
  }

  /// Not within a word such as `user_id`, and not before a space.
  private boolean opens(int at, int to) {
    boolean after = at > 0 && isWord(at - 1);
    return !after
        && at + 1 < to
        && !(own.get(at + 1) && Character.isWhitespace(source.charAt(at + 1)));
  }

  private boolean closes(int at, int to) {
    boolean before = at + 1 < to && isWord(at + 1);
    return !before && !(own.get(at - 1) && Character.isWhitespace(source.charAt(at - 1)));
  }

  private boolean isWord(int at) {
    return own.get(at) && Character.isLetterOrDigit(source.charAt(at));
  }

  /// The next such character that the definition wrote and did not escape, or -1.
  private int find(char mark, int from, int to) {
    for (int at = from; at < to; at++) {
      if (isOwn(mark, at) && !(at > from && isOwn('\\', at - 1))) {
        return at;
      }
    }
    return -1;
  }

  private boolean isOwn(char mark, int at) {
    return own.get(at) && source.charAt(at) == mark;
  }
}
