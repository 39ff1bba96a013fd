package io.ingestlayer.component;

import java.net.IDN;
import java.util.Optional;
import java.util.regex.Pattern;

/// A host and its port with the host in ASCII, as names are asked for and as everybody else writes them. Pure.
///
/// IDNA of 2003, which Java has, with the rules of host names: what a character stands for (a circled digit, a full-width
/// dot) is put in its place, and nothing but letters, digits and hyphens may come of it, so that no character becomes a
/// `/`, `@` or `:`. The four characters that IDNA of 2008 reads otherwise are refused, since two names could be meant
/// (<https://www.unicode.org/reports/tr46/#Deviations>).
final class AsciiHost {
  private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");
  private static final Pattern READ_IN_TWO_WAYS =
      Pattern.compile(".*[\\u00df\\u1e9e\\u03c2\\u200c\\u200d].*");
  private static final Pattern PORT = Pattern.compile(":[0-9]{0,5}$");

  private AsciiHost() {}

  static boolean isNeeded(String authority) {
    return !ASCII.matcher(authority).matches();
  }

  /// The host in ASCII, with the port as it was written; empty when the host is no name.
  static Optional<String> of(String authority) {
    String host = PORT.matcher(authority).replaceFirst("");
    if (READ_IN_TWO_WAYS.matcher(host).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES) + authority.substring(host.length()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
