package io.ingestlayer.expression;

import io.ingestlayer.event.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// How far `add` goes: calendar months, and milliseconds.
record TimeSpan(long months, long milliseconds) {
  private static final int DIGITS_MAX = 9;
  private static final int TEXT_MAX = 40;

  /// One or more numbers with their unit, `ms s m h d w mo y`, and a sign in front of all: `-1h30m`.
  static @Nullable TimeSpan parse(String text) {
    String rest = text.strip();
    int sign = rest.startsWith("-") ? -1 : 1;
    rest = rest.startsWith("-") || rest.startsWith("+") ? rest.substring(1) : rest;
    if (rest.isEmpty() || rest.length() > TEXT_MAX) {
      return null;
    }
    long months = 0;
    long milliseconds = 0;
    while (!rest.isEmpty()) {
      int digits = count(rest, 0, true);
      int end = count(rest, digits, false);
      if (digits == 0 || digits > DIGITS_MAX) {
        return null;
      }
      long amount = sign * Long.parseLong(rest.substring(0, digits));
      switch (rest.substring(digits, end)) {
        case "ms" -> milliseconds += amount;
        case "s" -> milliseconds += amount * 1_000;
        case "m" -> milliseconds += amount * 60_000;
        case "h" -> milliseconds += amount * 3_600_000;
        case "d" -> milliseconds += amount * 86_400_000;
        case "w" -> milliseconds += amount * 604_800_000;
        case "mo" -> months += amount;
        case "y" -> months += amount * 12;
        default -> {
          return null;
        }
      }
      rest = rest.substring(end);
    }
    return new TimeSpan(months, milliseconds);
  }

  /// The time that lies so far away; absent beyond the years a date can have.
  Value from(Instant time) {
    try {
      return Dates.text(
          time.atZone(ZoneOffset.UTC).plusMonths(months).toInstant().plusMillis(milliseconds));
    } catch (DateTimeException | ArithmeticException e) {
      return Value.Absent.ABSENT;
    }
  }

  private static int count(String text, int from, boolean digits) {
    int at = from;
    while (at < text.length() && (text.charAt(at) >= '0' && text.charAt(at) <= '9') == digits) {
      at++;
    }
    return at;
  }
}
