package io.ingestlayer.app.command;

import java.util.regex.Pattern;

/// A time as people read it, to the second and in UTC: `2026-11-22 14:00:05Z`. [PastTime] reads it again.
final class PlainTime {
  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d:\\d\\d)(?:\\.\\d+)?Z");

  private PlainTime() {}

  /// The text as it is, unless it is a time as the API writes one.
  static String of(String text) {
    return WRITTEN.matcher(text).matches() ? WRITTEN.matcher(text).replaceAll("$1 $2Z") : text;
  }
}
