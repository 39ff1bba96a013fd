package io.ingestlayer.delivery.destination.email;

import io.ingestlayer.delivery.message.MessageText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/// Text as it may stand in a header: on one line of meaning, in ASCII (RFC 2047), folded well within 998 octets. Pure.
///
/// Whatever it is given, what comes out has no line break that is not followed by a blank, so that no text can begin a
/// header of its own.
final class EncodedHeader {
  /// Bytes in one encoded word, which has at most 75 characters.
  private static final int WORD_BYTES = 45;

  private static final int PLAIN_MAX = 60;
  private static final Pattern PLAIN = Pattern.compile("[ -~]*");
  private static final Pattern ATOMS = Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+");

  /// Everything that some program takes for the end of a line, and all blanks that are wide.
  private static final Pattern BREAKS = Pattern.compile("[\\s\\u0085\\u00a0\\u2028\\u2029]+");

  private EncodedHeader() {}

  /// One line of text without anything that cannot be seen.
  static String line(String text) {
    return MessageText.clean(BREAKS.matcher(text).replaceAll(" ")).strip();
  }

  /// A text such as a subject.
  static String text(String text) {
    String line = line(text);
    return isPlain(line) ? line : words(line);
  }

  /// A name in front of an address.
  static String phrase(String name) {
    String line = line(name);
    if (!isPlain(line)) {
      return words(line);
    }
    return ATOMS.matcher(line).matches()
        ? line
        : "\"" + line.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static boolean isPlain(String line) {
    return line.length() <= PLAIN_MAX && PLAIN.matcher(line).matches() && !line.contains("=?");
  }

  private static String words(String line) {
    StringBuilder words = new StringBuilder();
    StringBuilder word = new StringBuilder();
    int bytes = 0;
    for (int codePoint : line.codePoints().toArray()) {
      String character = Character.toString(codePoint);
      int more = bytes(character);
      if (bytes + more > WORD_BYTES) {
        append(words, word);
        bytes = 0;
      }
      word.append(character);
      bytes += more;
    }
    append(words, word);
    return words.toString();
  }

  private static void append(StringBuilder words, StringBuilder word) {
    words
        .append(words.isEmpty() ? "" : "\r\n ")
        .append("=?UTF-8?B?")
        .append(
            Base64.getEncoder().encodeToString(word.toString().getBytes(StandardCharsets.UTF_8)))
        .append("?=");
    word.setLength(0);
  }

  /// Of UTF-8.
  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
