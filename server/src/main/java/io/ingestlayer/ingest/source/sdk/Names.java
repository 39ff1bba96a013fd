package io.ingestlayer.ingest.source.sdk;

/// A sender's own words in our answers: short, on one line, nothing but what can be printed.
final class Names {
  private static final int SHOWN_MAX = 64;

  private Names() {}

  static String show(String name) {
    StringBuilder shown = new StringBuilder();
    name.codePoints()
        .limit(SHOWN_MAX)
        .map(it -> isPlain(it) ? it : 0xfffd)
        .forEach(shown::appendCodePoint);
    return name.codePointCount(0, name.length()) > SHOWN_MAX ? shown + "…" : shown.toString();
  }

  static String pointer(String parent, String name) {
    return parent + "/" + show(name).replace("~", "~0").replace("/", "~1");
  }

  private static boolean isPlain(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
