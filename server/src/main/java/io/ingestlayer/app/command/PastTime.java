package io.ingestlayer.app.command;

import io.ingestlayer.component.DurationText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a time: RFC 3339, as commands print it ([PlainTime]), a day, or how long ago, such as `2h` or `3d`.
final class PastTime implements ITypeConverter<Instant> {
  private static final Duration AGO_MAX = Duration.ofDays(10_000);
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

  @Override
  public Instant convert(String text) {
    Optional<Duration> ago = DurationText.parse(text).filter(it -> it.compareTo(AGO_MAX) <= 0);
    if (ago.isPresent()) {
      return Instant.now().minus(ago.get()).truncatedTo(ChronoUnit.MILLIS);
    }
    try {
      return OffsetDateTime.parse(whole(text)).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "\"%s\" is no time: write 2026-11-22T14:00:00Z, or how long ago, such as 2h or 3d"
              .formatted(text));
    }
  }

  private static String whole(String text) {
    return DAY.matcher(text).matches() ? text + "T00:00:00Z" : text.replaceFirst(" ", "T");
  }
}
