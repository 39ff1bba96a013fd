package io.ingestlayer.event;

import java.util.Arrays;
import java.util.UUID;

/// The compact text form of a UUID: 26 lower-case characters that sort as the UUID does.
///
/// Crockford's base 32: no `i l o u`, so an id survives being read out; one word for a double click.
public final class CompactId {
  private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final int LENGTH = 26;
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (byte value = 0; value < DIGITS.length; value++) {
      VALUES[DIGITS[value]] = value;
    }
  }

  private CompactId() {}

  public static String write(String prefix, UUID id) {
    char[] text = new char[LENGTH];
    long high = id.getMostSignificantBits();
    long low = id.getLeastSignificantBits();
    for (int position = LENGTH - 1; position >= 0; position--) {
      text[position] = DIGITS[(int) (low & 31)];
      low = (low >>> 5) | (high << 59);
      high >>>= 5;
    }
    return prefix.concat(new String(text));
  }

  /// @throws IllegalArgumentException when the text is no id with that prefix
  public static UUID read(String prefix, String text) {
    if (!text.startsWith(prefix) || text.length() != prefix.length() + LENGTH) {
      throw new IllegalArgumentException("not an id of the form " + prefix + "…");
    }
    long high = 0;
    long low = 0;
    for (int position = prefix.length(); position < text.length(); position++) {
      char digit = text.charAt(position);
      byte value = digit < 128 ? VALUES[digit] : -1;
      boolean overflows = position == prefix.length() && value > 7;
      if (value < 0 || overflows) {
        throw new IllegalArgumentException("not an id of the form " + prefix + "…");
      }
      high = (high << 5) | (low >>> 59);
      low = (low << 5) | value;
    }
    return new UUID(high, low);
  }
}
