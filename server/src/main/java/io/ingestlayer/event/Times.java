package io.ingestlayer.event;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times as every interface of the product writes them: RFC 3339, UTC, with milliseconds.
public final class Times {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Times() {}

  /// `2026-07-01T12:00:00.000Z`.
  public static String text(Instant time) {
    return FORMAT.format(time);
  }
}
