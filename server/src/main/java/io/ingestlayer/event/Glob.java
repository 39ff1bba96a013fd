package io.ingestlayer.event;

import static java.util.Objects.requireNonNull;

/// A pattern of event types: `*` stands for any run of characters, also for none and across dots.
public record Glob(String pattern) {

  public Glob {
    requireNonNull(pattern);
  }

  public static boolean isGlob(String pattern) {
    return pattern.indexOf('*') >= 0;
  }

  /// Goes back to the latest `*` only, so that it takes at most the product of both lengths.
  public boolean matches(String text) {
    int at = 0;
    int read = 0;
    int star = -1;
    int starRead = 0;
    while (read < text.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        starRead = read;
      } else if (at < pattern.length() && pattern.charAt(at) == text.charAt(read)) {
        at++;
        read++;
      } else if (star >= 0) {
        at = star + 1;
        read = ++starRead;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
