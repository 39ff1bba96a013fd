package io.ingestlayer.ingest;

import io.ingestlayer.platform.http.ProblemException;
import java.util.Locale;
import java.util.Optional;

/// Whether a body says that it is JSON in UTF-8. One that says nothing is taken for it.
public final class JsonContent {
  private static final int CHARACTERS_MAX = 256;
  private static final String JSON = "application/json";

  private JsonContent() {}

  /// @throws ProblemException 415 for another type, or another character set
  public static void require(Optional<String> contentType) {
    if (contentType.isPresent() && !contentType.get().equals(JSON) && !isJson(contentType.get())) {
      throw new ProblemException(
          415, "unsupported_media_type", "Content-Type is not application/json in UTF-8.");
    }
  }

  private static boolean isJson(String contentType) {
    if (contentType.length() > CHARACTERS_MAX) {
      return false;
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
    if (!parts[0].strip().equals(JSON)) {
      return false;
    }
    for (int at = 1; at < parts.length; at++) {
      String[] parameter = parts[at].strip().split("=", 2);
      boolean charset = parameter[0].strip().equals("charset");
      if (charset && (parameter.length < 2 || !isUtf8(parameter[1].strip()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUtf8(String charset) {
    return switch (charset) {
      case "utf-8", "\"utf-8\"", "utf8", "\"utf8\"", "us-ascii" -> true;
      default -> false;
    };
  }
}
