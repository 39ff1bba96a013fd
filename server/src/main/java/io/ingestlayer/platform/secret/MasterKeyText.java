package io.ingestlayer.platform.secret;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Master keys as an operator writes them: 32 bytes in Base64, or the address of a key in a key management service.
///
/// Several are separated by commas, blanks or lines: the first is the one that `secrets rotate` goes to, the others still
/// open what they sealed. In a file, a line that begins with `#` is a comment.
final class MasterKeyText {
  private static final int KEYS_MAX = 16;

  private MasterKeyText() {}

  /// @param where for the operator: the variable or the file
  /// @throws MasterKeyException when something in it is no key; says nothing of what it is
  static List<KeyWrap> read(
      String text, String where, Function<String, @Nullable String> environment) {
    List<KeyWrap> keys = new ArrayList<>();
    for (String line : text.lines().filter(it -> !it.strip().startsWith("#")).toList()) {
      for (String word : line.split("[\\s,]+", -1)) {
        if (!word.isEmpty()) {
          keys.add(key(word, where, environment));
        }
      }
    }
    if (keys.isEmpty() || keys.size() > KEYS_MAX) {
      throw new MasterKeyException(
          "%s holds %s; it takes 1 to %d master keys. Make one with: openssl rand -base64 32"
              .formatted(where, keys.isEmpty() ? "no key" : keys.size() + " keys", KEYS_MAX));
    }
    return keys;
  }

  private static KeyWrap key(
      String word, String where, Function<String, @Nullable String> environment) {
    if (VaultKey.isNamedBy(word)) {
      return VaultKey.of(word, environment);
    }
    try {
      return new HeldKey(Base64.getDecoder().decode(word));
    } catch (IllegalArgumentException e) {
      throw new MasterKeyException(
          "%s does not hold a master key: it is 32 bytes in Base64 (openssl rand -base64 32), file:/path of a file that holds one, or hcvault://host:8200/transit/keys/NAME."
              .formatted(where));
    }
  }
}
