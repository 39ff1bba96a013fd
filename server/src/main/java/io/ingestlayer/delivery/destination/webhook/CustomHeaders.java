package io.ingestlayer.delivery.destination.webhook;

import io.ingestlayer.component.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;

/// Headers of the user's own, sent with each request. Names and values are such that nothing else can be made of them.
///
/// @param plain what anyone may see, by name
/// @param secret what must be seen nowhere, by name
record CustomHeaders(SequencedMap<String, String> plain, SequencedMap<String, Secret> secret) {
  static final CustomHeaders NONE = new CustomHeaders(new LinkedHashMap<>(), new LinkedHashMap<>());
  static final int COUNT_MAX = 50;
  static final int VALUE_MAX = 8 * 1024;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Pattern VALUE = Pattern.compile("[!-~]([ \\t!-~]*[!-~])?");
  private static final Pattern TELLS =
      Pattern.compile(".*(auth|token|key|secret|cookie|password|signature|credential).*");

  /// Those of one connection (RFC 9110, section 7.6.1), and those that say where a message begins and ends: whoever sets
  /// them speaks for the server in between.
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "host",
          "content-length",
          "expect");

  /// Those that say how the body is written, which is ours to know.
  private static final Set<String> OF_THE_BODY =
      Set.of("content-type", "content-encoding", "accept-encoding", "content-digest", "digest");

  private static final List<String> OF_THE_SIGNATURE =
      List.of("webhook-", "x-ingestlayer-", "ce-", "idempotency-key");

  /// What is wrong with a name; empty when nothing is.
  static String wrongName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()) {
      return "a header's name is 1 to 100 letters, digits and marks such as -, without blanks";
    }
    if (OF_THE_CONNECTION.contains(lower)) {
      return "it belongs to the connection and is set by the sender alone";
    }
    if (OF_THE_BODY.contains(lower)) {
      return "it says how the body is written, which \"format\" decides";
    }
    if (OF_THE_SIGNATURE.stream().anyMatch(lower::startsWith)) {
      return "it is one of those that name and sign a message; see \"signature\", \"format\" and \"idempotency_key\"";
    }
    return "";
  }

  /// Visible ASCII, with blanks inside; no line can end in it.
  static boolean isValue(String value) {
    return value.length() <= VALUE_MAX && VALUE.matcher(value).matches();
  }

  /// Whether a header of this name is a credential, by its name.
  static boolean tells(String name) {
    return TELLS.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  boolean has(String name) {
    return plain.keySet().stream().anyMatch(name::equalsIgnoreCase)
        || secret.keySet().stream().anyMatch(name::equalsIgnoreCase);
  }

  /// All of them, as they are sent.
  void putInto(Map<String, String> headers) {
    headers.putAll(plain);
    secret.forEach((name, value) -> headers.put(name, value.reveal()));
  }

  /// All of them, as a person may see them.
  void showIn(Map<String, String> headers) {
    headers.putAll(plain);
    secret.forEach((name, value) -> headers.put(name, value.toString()));
  }
}
