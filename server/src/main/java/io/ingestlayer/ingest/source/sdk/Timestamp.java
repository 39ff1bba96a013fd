package io.ingestlayer.ingest.source.sdk;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A time as RFC 3339 writes it: `2026-07-01T12:00:00.123Z`, with any offset. Kept in whole milliseconds.
final class Timestamp {
  private static final int CHARACTERS_MAX = 64;
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)[Tt ](\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d+))?(?:[Zz]|([+-])(\\d\\d):(\\d\\d))");
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private Timestamp() {}

  /// The time, when the text is one, within the years 0001 to 9999 in UTC.
  static Optional<Instant> parse(String text) {
    Matcher part = RFC_3339.matcher(text);
    if (text.length() > CHARACTERS_MAX || !part.matches()) {
      return Optional.empty();
    }
    try {
      LocalDateTime local =
          LocalDateTime.of(
              number(part, 1),
              number(part, 2),
              number(part, 3),
              number(part, 4),
              number(part, 5),
              number(part, 6));
      Instant time = local.toInstant(offset(part)).plus(millis(part.group(7)), ChronoUnit.MILLIS);
      return time.isBefore(FIRST) || time.isAfter(LAST) ? Optional.empty() : Optional.of(time);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static ZoneOffset offset(Matcher part) {
    if (part.group(8) == null) {
      return ZoneOffset.UTC;
    }
    int sign = part.group(8).equals("-") ? -1 : 1;
    int hours = number(part, 9);
    int minutes = number(part, 10);
    if (minutes > 59) {
      throw new DateTimeException("no offset");
    }
    return ZoneOffset.ofTotalSeconds(sign * (hours * 3_600 + minutes * 60));
  }

  private static int number(Matcher part, int group) {
    return Integer.parseInt(part.group(group));
  }

  private static int millis(@Nullable String fraction) {
    if (fraction == null) {
      return 0;
    }
    return Integer.parseInt((fraction + "00").substring(0, 3));
  }
}
