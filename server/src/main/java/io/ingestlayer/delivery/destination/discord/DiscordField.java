package io.ingestlayer.delivery.destination.discord;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.message.MessageField;
import io.ingestlayer.event.Value;

/// One line of the default message as an embed shows it. Pure.
record DiscordField(MessageField field) {
  static final int NAME_MAX = 256;
  static final int VALUE_MAX = 1_024;

  /// Up to this, Discord can show three side by side.
  private static final int INLINE_MAX = 40;

  private static final String NAMELESS = "(no name)";

  DiscordField {
    requireNonNull(field);
  }

  /// What stands in the message.
  ///
  /// @param size characters that count
  /// @param whole whether it is there to its last character
  record Part(Value json, int size, boolean whole) {}

  /// Whether there is anything to see; Discord refuses a field with an empty value.
  boolean isSeen() {
    return !DiscordText.isUnseen(field.value());
  }

  /// As a field that counts no more than that.
  ///
  /// @param sizeMax at least 64
  Part within(int sizeMax) {
    String label = DiscordText.isUnseen(field.label()) ? NAMELESS : field.label().strip();
    String name = DiscordText.shortened(DiscordText.value(label), Math.min(NAME_MAX, sizeMax / 2));
    String all = DiscordText.value(field.value().strip());
    int valueMax = Math.min(VALUE_MAX, sizeMax - name.length());
    boolean whole = !field.cut() && all.length() <= valueMax;
    String value = whole ? all : DiscordText.cut(all, valueMax - 1).stripTrailing() + "…";
    boolean inline = field.value().length() <= INLINE_MAX && field.value().indexOf('\n') < 0;
    Value json = Value.object().put("name", name).put("value", value).put("inline", inline).build();
    return new Part(json, name.length() + value.length(), whole);
  }
}
