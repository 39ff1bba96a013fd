package io.ingestlayer.workspace;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/// The text of a key: the kind's prefix, 30 random characters of `0-9A-Za-z`, and 6 of checksum.
///
/// The checksum is the CRC-32 of everything before it, in base 62, most significant first. It finds a key that was cut
/// or mistyped before anybody looks it up, and lets scanners recognise a leaked one.
public final class KeyText {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int RANDOM_LENGTH = 30;
  private static final int CHECKSUM_LENGTH = 6;
  private static final int SHOWN_LENGTH = 4;

  private KeyText() {}

  /// A new key.
  ///
  /// @param random must be cryptographically strong
  public static String make(KeyKind kind, RandomGenerator random) {
    StringBuilder key = new StringBuilder(kind.prefix());
    for (int i = 0; i < RANDOM_LENGTH; i++) {
      key.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return key + checksum(key.toString());
  }

  /// The kind of a key that is written as one; nothing when a character is wrong or missing.
  public static Optional<KeyKind> kind(String key) {
    return KeyKind.of(key).filter(kind -> isWhole(key, kind));
  }

  private static boolean isWhole(String key, KeyKind kind) {
    int body = kind.prefix().length();
    int checksum = body + RANDOM_LENGTH;
    return key.length() == checksum + CHECKSUM_LENGTH
        && key.chars().skip(body).allMatch(it -> DIGITS.indexOf(it) >= 0)
        && key.substring(checksum).equals(checksum(key.substring(0, checksum)));
  }

  /// What may be shown of a key, so that a person knows it again: `il_live_4fTq`.
  public static String shown(String key, KeyKind kind) {
    return key.substring(0, kind.prefix().length() + SHOWN_LENGTH);
  }

  private static String checksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    long rest = crc.getValue();
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < CHECKSUM_LENGTH; i++) {
      digits.append(DIGITS.charAt((int) (rest % DIGITS.length())));
      rest /= DIGITS.length();
    }
    return digits.reverse().toString();
  }
}
