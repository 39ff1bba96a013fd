package io.ingestlayer.delivery.vendor;

import io.ingestlayer.platform.http.HttpSender.Answer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How long a vendor asks to wait: the `Retry-After` of RFC 9110, section 10.2.3, or a number of seconds in its JSON. Pure.
public final class RetryAfter {
  /// Who asks for less waits this long all the same.
  public static final Duration WAIT_MIN = Duration.ofSeconds(1);

  /// Who asks for longer is asked again after this long.
  public static final Duration WAIT_MAX = Duration.ofHours(1);

  /// The form that is sent, and the two that are obsolete and must be understood: RFC 9110, section 5.6.7.
  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT),
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ENGLISH)
              .withZone(ZoneOffset.UTC),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
              .withZone(ZoneOffset.UTC));

  private RetryAfter() {}

  /// What the answer's header says, the longest when there are several; empty when there is none, or nothing that can be
  /// understood.
  public static Optional<Duration> of(Answer answer, Instant now) {
    return answer.headers().getOrDefault("retry-after", List.of()).stream()
        .flatMap(it -> of(it, now).stream())
        .max(Comparator.naturalOrder());
  }

  /// Whole seconds or an HTTP date; within a second and an hour. Empty when it is neither.
  public static Optional<Duration> of(String text, Instant now) {
    String stripped = text.strip();
    if (stripped.matches("[0-9]+")) {
      return Optional.of(bounded(seconds(stripped)));
    }
    return DATES.stream()
        .flatMap(it -> date(stripped, it).stream())
        .findFirst()
        .map(it -> bounded(Duration.between(now, it)));
  }

  /// Of any length; a number too large to be told is as long as there is.
  private static Duration seconds(String digits) {
    String number = digits.replaceFirst("^0+(?=.)", "");
    return number.length() > 12 ? WAIT_MAX : Duration.ofSeconds(Long.parseLong(number));
  }

  private static Optional<Instant> date(String text, DateTimeFormatter format) {
    try {
      return Optional.of(ZonedDateTime.parse(text, format).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /// Seconds as some vendors write them in their JSON: with a fraction. Rounded up to whole milliseconds.
  public static Duration ofSeconds(double seconds) {
    return bounded(Duration.ofMillis((long) Math.ceil(Math.min(seconds, 1e9) * 1_000)));
  }

  private static Duration bounded(Duration asked) {
    Duration atLeast = asked.compareTo(WAIT_MIN) < 0 ? WAIT_MIN : asked;
    return atLeast.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : atLeast;
  }
}
