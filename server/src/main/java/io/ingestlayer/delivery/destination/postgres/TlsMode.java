package io.ingestlayer.delivery.destination.postgres;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a connection is kept from being read or faked on its way: libpq's `sslmode`, without the modes that let whoever
/// stands in between decide.
enum TlsMode {
  /// In the clear.
  DISABLE,
  /// Encrypted, but whoever answers is believed.
  REQUIRE,
  /// Encrypted, with a certificate of a trusted authority for whatever name.
  VERIFY_CA,
  /// Encrypted, with a certificate of a trusted authority for this very host.
  VERIFY_FULL;

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// @param word as the address has it; null means `verify-full`, and `disable` on loopback
  /// @throws IllegalArgumentException for other words
  static TlsMode of(@Nullable String word, String host) {
    if (word == null) {
      return isLoopback(host) ? DISABLE : VERIFY_FULL;
    }
    if (word.equals("prefer") || word.equals("allow")) {
      throw new IllegalArgumentException(
          "sslmode=%s lets whoever stands in between switch encryption off; write verify-full, or require where the server's certificate cannot be checked"
              .formatted(word));
    }
    return Arrays.stream(values())
        .filter(it -> it.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException("sslmode is verify-full, verify-ca, require or disable"));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
  }
}
