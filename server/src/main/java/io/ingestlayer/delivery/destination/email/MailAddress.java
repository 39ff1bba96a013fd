package io.ingestlayer.delivery.destination.email;

import static java.util.Objects.requireNonNull;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/// An e-mail address that can be written into an envelope and a header as it is: RFC 5321, section 4.1.2, with letters
/// beyond ASCII in front of the @ (RFC 6531), and without the quoted forms that hardly anybody has. Pure.
///
/// @param local what stands before the @, at most 64 bytes of UTF-8
/// @param domain the domain in ASCII, in small letters
record MailAddress(String local, String domain) {
  static final int LENGTH_MAX = 254;
  private static final int LOCAL_MAX = 64;

  private static final Pattern LOCAL =
      Pattern.compile(
          "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\p{L}\\p{M}\\p{Nd}-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\p{L}\\p{M}\\p{Nd}-]+)*");
  private static final Pattern DOMAIN =
      Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  /// Letters that the older standard for names, which Java has, makes another name of than the newer one.
  private static final Pattern DEVIATING = Pattern.compile("[ßẞς\u200c\u200d]");

  MailAddress {
    requireNonNull(local);
    requireNonNull(domain);
    if (!LOCAL.matcher(local).matches() || !DOMAIN.matcher(domain).matches()) {
      throw new IllegalArgumentException("this is no e-mail address, such as ada@acme.co");
    }
    if (EncodedHeader.bytes(local) > LOCAL_MAX
        || EncodedHeader.bytes(local) + 1 + domain.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "an e-mail address has at most 64 characters before the @ and 254 in all");
    }
  }

  /// @throws IllegalArgumentException when it is none; the message may be shown
  static MailAddress parse(String text) {
    String stripped = text.strip();
    int at = stripped.lastIndexOf('@');
    if (at <= 0 || stripped.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("this is no e-mail address, such as ada@acme.co");
    }
    return new MailAddress(stripped.substring(0, at), ascii(stripped.substring(at + 1)));
  }

  private static String ascii(String domain) {
    if (DEVIATING.matcher(domain).find()) {
      throw new IllegalArgumentException(
          "the domain has a letter that is not looked up the same everywhere; write the domain in its form xn--…");
    }
    try {
      return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("the domain of the e-mail address is none", e);
    }
  }

  /// Whether a server must know SMTPUTF8 to take it.
  boolean needsUtf8() {
    return !local.chars().allMatch(it -> it < 128);
  }

  @Override
  public String toString() {
    return local + "@" + domain;
  }
}
