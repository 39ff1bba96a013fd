package io.ingestlayer.schema;

/// JSON pointers to members (RFC 6901).
final class Pointer {
  private static final int NAME_MAX = 256;

  private Pointer() {}

  static String of(String name) {
    String shown = name.length() <= NAME_MAX ? name : name.substring(0, NAME_MAX) + "…";
    return "/" + shown.replace("~", "~0").replace("/", "~1");
  }
}
