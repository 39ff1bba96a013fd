package io.ingestlayer.delivery.destination.email;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.ConfigReader;
import io.ingestlayer.component.FieldType;
import io.ingestlayer.component.FieldTypes;
import io.ingestlayer.component.Node;
import org.jspecify.annotations.Nullable;

/// An address with the name that is shown for it: `Acme alerts <alerts@acme.co>`. Pure.
///
/// @param name one line, at most 128 characters, or empty
record Mailbox(String name, MailAddress address) {
  static final FieldType<Mailbox> TYPE = new Type();
  private static final int NAME_MAX = 128;

  Mailbox {
    requireNonNull(name);
    requireNonNull(address);
    if (name.length() > NAME_MAX || name.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "the name before the address is one line of at most 128 characters");
    }
  }

  /// @throws IllegalArgumentException when it is none; the message may be shown
  static Mailbox parse(String text) {
    String stripped = text.strip();
    int open = stripped.lastIndexOf('<');
    if (open < 0 || !stripped.endsWith(">")) {
      return new Mailbox("", MailAddress.parse(stripped));
    }
    String name = stripped.substring(0, open).strip();
    boolean quoted = name.length() >= 2 && name.startsWith("\"") && name.endsWith("\"");
    return new Mailbox(
        quoted ? name.substring(1, name.length() - 1) : name,
        MailAddress.parse(stripped.substring(open + 1, stripped.length() - 1)));
  }

  /// As it stands in a header.
  String header() {
    return name.isEmpty()
        ? address.toString()
        : EncodedHeader.phrase(name) + "\r\n <" + address + ">";
  }

  /// A text that is one.
  private static final class Type implements FieldType<Mailbox> {
    @Override
    public String name() {
      return "e-mail address";
    }

    @Override
    public @Nullable Mailbox read(Node node, ConfigReader reader) {
      String text = FieldTypes.TEXT.read(node, reader);
      if (text == null) {
        return null;
      }
      try {
        Mailbox mailbox = parse(text);
        if (mailbox.address().needsUtf8()) {
          throw new IllegalArgumentException("an address of one's own is in ASCII before the @");
        }
        return mailbox;
      } catch (IllegalArgumentException e) {
        reader.error(node.at(), "invalid_address", String.valueOf(e.getMessage()));
        return null;
      }
    }
  }
}
