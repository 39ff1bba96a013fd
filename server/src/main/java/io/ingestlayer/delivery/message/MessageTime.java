package io.ingestlayer.delivery.message;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A time as a message shows it: `2026-01-05 09:00:00 UTC`.
public final class MessageTime {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private MessageTime() {}

  public static String of(Instant time) {
    return TIME.format(time);
  }
}
