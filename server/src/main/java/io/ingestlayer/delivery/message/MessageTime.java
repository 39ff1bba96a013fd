package io.ingestlayer.delivery.message;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/// A time as a message shows it: `2026-01-05 09:00:00 UTC`.
public final class MessageTime {
  private static final int WRITTEN_MAX = 35;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter TO_THE_MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int SECONDS_PER_MINUTE = 60;

  /// An RFC 3339 time, not a day alone: `2026-01-05T10:00:00.000+01:00`.
  private static final Pattern WRITTEN =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})");

  private MessageTime() {}

  /// A text as it is, but a time as a person reads it: without seconds when they are zero.
  static String shown(String text) {
    if (text.length() > WRITTEN_MAX || !WRITTEN.matcher(text).matches()) {
      return text;
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      return (time.getEpochSecond() % SECONDS_PER_MINUTE == 0 ? TO_THE_MINUTE : TIME).format(time);
    } catch (DateTimeException e) {
      return text;
    }
  }

  public static String of(Instant time) {
    return TIME.format(time);
  }
}
