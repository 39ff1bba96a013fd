package io.ingestlayer.delivery.destination.slack;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.message.MessageField;
import io.ingestlayer.event.Value;
import java.util.regex.Pattern;

/// One line of the default message as Slack shows it. Pure.
record SlackField(MessageField field) {
  private static final String ELLIPSIS = "…";

  /// UTF-16 units of a value that still reads well in half the width.
  private static final int NARROW_MAX = 80;

  /// What Slack would show as something else than what is written: emphasis, code, quotes, emoji.
  private static final Pattern MARKUP =
      Pattern.compile(
          "[*~`]|(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])|:[a-z0-9_+'-]+:|^>", Pattern.MULTILINE);

  SlackField {
    requireNonNull(field);
  }

  /// What stands in the message.
  ///
  /// @param whole whether it is there to its last character
  record Part(Value json, boolean whole) {}

  /// As a part of a section that takes no more than so many characters of JSON. Where the value would not be shown as
  /// it is written, the label goes without its bold face.
  Part within(int jsonCharactersMax) {
    String label = field.label();
    String value = field.value();
    boolean plain = MARKUP.matcher(label).find() || MARKUP.matcher(value).find();
    String all =
        plain
            ? label + "\n" + value
            : "*" + SlackText.escape(label) + "*\n" + SlackText.escape(value);
    int room = jsonCharactersMax - SlackBlocks.size(part("", plain));
    int lengthMax = Math.min(SlackBlocks.FIELD_MAX, SlackText.lengthWithin(all, room));
    boolean whole = !field.cut() && lengthMax == all.length();
    String shown = whole ? all : SlackText.cut(all, lengthMax - 1) + ELLIPSIS;
    return new Part(part(shown, plain), whole);
  }

  /// Whether it takes the whole width, as a section of its own.
  boolean isWide() {
    return field.value().length() > NARROW_MAX;
  }

  /// For a line of text with others: `Plan pro`.
  String inline() {
    return SlackText.escape(field.label() + " " + field.value());
  }

  private static Value part(String text, boolean plain) {
    return plain ? SlackBlocks.plain(text) : SlackBlocks.markup(text);
  }
}
