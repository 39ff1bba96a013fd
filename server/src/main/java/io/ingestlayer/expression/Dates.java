package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Points in time: in the language a string in RFC 3339, UTC, with milliseconds, so that they sort as strings.
final class Dates {
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");
  private static final int TEXT_MAX = 40;

  /// From here on a number is milliseconds, not seconds: as seconds it would be the year 5138.
  private static final BigDecimal MILLISECONDS_FROM = new BigDecimal("1e11");

  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter READ =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private Dates() {}

  static Value text(Instant time) {
    return time.isBefore(FIRST) || time.isAfter(LAST)
        ? Value.Absent.ABSENT
        : new Value.Text(WRITTEN.format(time));
  }

  /// A date, a date and a time (UTC unless it says otherwise), or a number of seconds or milliseconds since 1970.
  static @Nullable Instant read(Value value) {
    Instant time =
        switch (value) {
          case Value.Text text -> read(text.value().strip());
          case Value.Num number -> read(number.decimal());
          case Value.Bool _, Value.Arr _, Value.Obj _, Value.Null _, Value.Absent _ -> null;
        };
    return time == null || time.isBefore(FIRST) || time.isAfter(LAST) ? null : time;
  }

  private static @Nullable Instant read(String text) {
    if (text.length() > TEXT_MAX || text.length() < 10) {
      return null;
    }
    try {
      TemporalAccessor read =
          READ.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      return switch (read) {
        case OffsetDateTime time -> time.toInstant().truncatedTo(ChronoUnit.MILLIS);
        case LocalDateTime time -> time.toInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS);
        case LocalDate date -> date.atStartOfDay(ZoneOffset.UTC).toInstant();
        default -> null;
      };
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Instant read(BigDecimal number) {
    if (number.precision() - (long) number.scale() > 15) {
      return null;
    }
    boolean seconds = number.abs().compareTo(MILLISECONDS_FROM) < 0;
    return Instant.ofEpochMilli((seconds ? number.movePointRight(3) : number).longValue());
  }
}
