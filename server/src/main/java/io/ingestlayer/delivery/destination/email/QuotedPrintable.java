package io.ingestlayer.delivery.destination.email;

import java.nio.charset.StandardCharsets;

/// Text of any kind in lines of at most 76 characters of ASCII: RFC 2045, section 6.7. Pure.
///
/// A line never ends in a blank, a bare CR or LF cannot remain, and `=` is always followed by two hex digits or a line
/// break, so that no boundary with `=_` in it can occur.
final class QuotedPrintable {
  private static final int LINE_MAX = 76;

  private final StringBuilder out = new StringBuilder();
  private int column;

  private QuotedPrintable() {}

  /// Ends with a line break.
  static String encode(String text) {
    QuotedPrintable encoder = new QuotedPrintable();
    for (String line : text.split("\r\n|\r|\n", -1)) {
      encoder.line(line.getBytes(StandardCharsets.UTF_8));
    }
    return encoder.out.toString();
  }

  private void line(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      int value = bytes[i] & 0xff;
      boolean isLast = i == bytes.length - 1;
      boolean isBlank = value == ' ' || value == '\t';
      boolean isPlain = isBlank ? !isLast : value > ' ' && value <= '~' && value != '=';
      // Some servers make something of a line that begins so: a dot ends a message, "From " begins
      // one in old mailboxes.
      boolean isTrap = column == 0 && (value == '.' || value == 'F');
      token(isPlain && !isTrap ? Character.toString(value) : "=%02X".formatted(value), isLast);
    }
    out.append("\r\n");
    column = 0;
  }

  private void token(String token, boolean isLast) {
    if (column + token.length() > (isLast ? LINE_MAX : LINE_MAX - 1)) {
      out.append("=\r\n");
      column = 0;
      if (token.equals(".") || token.equals("F")) {
        token(token.equals(".") ? "=2E" : "=46", isLast);
        return;
      }
    }
    out.append(token);
    column += token.length();
  }
}
