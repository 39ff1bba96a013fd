package io.ingestlayer.delivery.vendor;

import io.ingestlayer.platform.http.HttpSender.Answer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// How long a vendor asks to wait: the `Retry-After` of RFC 9110, section 10.2.3, or a number of seconds in its JSON. Pure.
public final class RetryAfter {
  /// Who asks for less waits this long all the same.
  public static final Duration WAIT_MIN = Duration.ofSeconds(1);

  /// Who asks for longer is asked again after this long.
  public static final Duration WAIT_MAX = Duration.ofHours(1);

  private RetryAfter() {}

  /// What the answer's header says; empty when there is none, or nothing that can be understood.
  public static Optional<Duration> of(Answer answer, Instant now) {
    return answer.header("retry-after").flatMap(it -> of(it, now));
  }

  /// Whole seconds or an HTTP date; within a second and an hour. Empty when it is neither.
  public static Optional<Duration> of(String text, Instant now) {
    String stripped = text.strip();
    if (stripped.matches("[0-9]{1,12}")) {
      return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(stripped))));
    }
    try {
      Instant date =
          ZonedDateTime.parse(
                  stripped, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
              .toInstant();
      return Optional.of(bounded(Duration.between(now, date)));
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
