package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Functions on points in time.
final class DateFunctions {
  private static final int PATTERN_MAX = 100;
  private static final int ZONE_MAX = 64;

  private static final Map<String, Long> UNITS =
      Map.of(
          "milliseconds", 1L,
          "seconds", 1_000L,
          "minutes", 60_000L,
          "hours", 3_600_000L,
          "days", 86_400_000L,
          "weeks", 604_800_000L);

  static final List<Function> ALL =
      List.of(
          Function.of("date(x)", 1, 1, DateFunctions::date),
          Function.of("format_date(x, pattern, zone)", 2, 3, DateFunctions::format)
              .checking(DateFunctions::formatProblem),
          Function.of("add(date, duration)", 2, 2, DateFunctions::add)
              .checking(DateFunctions::addProblem),
          Function.of("diff(a, b, unit)", 3, 3, DateFunctions::diff)
              .checking(DateFunctions::diffProblem));

  private DateFunctions() {}

  private static Value date(Arguments in) {
    Instant time = in.time(0);
    return time == null ? Value.Absent.ABSENT : Dates.text(time);
  }

  private static Value format(Arguments in) {
    Instant time = in.time(0);
    String pattern = in.text(1);
    ZoneId zone = in.count() == 3 ? zone(in.get(2)) : ZoneOffset.UTC;
    DateTimeFormatter formatter = pattern == null ? null : formatter(pattern);
    if (time == null || formatter == null || zone == null) {
      return Value.Absent.ABSENT;
    }
    try {
      return Texts.of(formatter.format(time.atZone(zone)), in.notes());
    } catch (DateTimeException e) {
      return Value.Absent.ABSENT;
    }
  }

  private static @Nullable String formatProblem(List<Value> literals) {
    if (literals.get(1) instanceof Value.Text pattern && formatter(pattern.value()) == null) {
      return "`" + pattern.value() + "` is no date pattern; `yyyy-MM-dd HH:mm` is one";
    }
    boolean zoned = literals.size() == 3 && literals.get(2).isPresent();
    return zoned && zone(literals.get(2)) == null
        ? "there is no such time zone; `Europe/Berlin` is one"
        : null;
  }

  private static @Nullable DateTimeFormatter formatter(String pattern) {
    if (pattern.length() > PATTERN_MAX) {
      return null;
    }
    try {
      return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable ZoneId zone(Value value) {
    if (!(value instanceof Value.Text name) || name.value().length() > ZONE_MAX) {
      return null;
    }
    try {
      return ZoneId.of(name.value());
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Value add(Arguments in) {
    Instant time = in.time(0);
    String text = in.text(1);
    TimeSpan span = text == null ? null : TimeSpan.parse(text);
    if (time == null || span == null) {
      return Value.Absent.ABSENT;
    }
    return span.from(time);
  }

  private static @Nullable String addProblem(List<Value> literals) {
    return literals.get(1) instanceof Value.Text text && TimeSpan.parse(text.value()) == null
        ? "`" + text.value() + "` is no duration; `7d`, `-2h30m` and `1mo` are"
        : null;
  }

  /// How far the first is after the second.
  private static Value diff(Arguments in) {
    Instant a = in.time(0);
    Instant b = in.time(1);
    String unit = in.text(2);
    Long milliseconds = unit == null ? null : unit(unit);
    if (a == null || b == null || milliseconds == null) {
      return Value.Absent.ABSENT;
    }
    BigDecimal distance = BigDecimal.valueOf(a.toEpochMilli() - b.toEpochMilli());
    return Decimals.value(Decimals.divide(distance, BigDecimal.valueOf(milliseconds)), in.notes());
  }

  private static @Nullable String diffProblem(List<Value> literals) {
    return literals.get(2) instanceof Value.Text text && unit(text.value()) == null
        ? "`" + text.value() + "` is no unit; `seconds`, `hours` and `days` are"
        : null;
  }

  private static @Nullable Long unit(String name) {
    return UNITS.get(name.endsWith("s") ? name : name + "s");
  }
}
