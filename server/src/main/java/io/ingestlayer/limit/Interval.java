package io.ingestlayer.limit;

import static java.util.Objects.requireNonNull;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;

/// Over which span a limit counts.
public sealed interface Interval {

  /// Each counted thing by itself.
  record PerEvent() implements Interval {}

  /// Windows one after another.
  sealed interface Periodic extends Interval {
    /// The one that holds this moment.
    Window windowAt(Instant at);
  }

  /// Windows of one length, aligned to the epoch in UTC.
  ///
  /// @param length in whole seconds, from 1 s to 400 d
  record Tumbling(Duration length) implements Periodic {
    public static final Duration LENGTH_MAX = Duration.ofDays(400);

    public Tumbling {
      if (length.toNanosPart() != 0 || length.toSeconds() < 1 || length.compareTo(LENGTH_MAX) > 0) {
        throw new IllegalArgumentException("a window is 1 s to 400 d long, in whole seconds");
      }
    }

    @Override
    public Window windowAt(Instant at) {
      long seconds = length.toSeconds();
      Instant start = Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
      return new Window(start, start.plus(length));
    }
  }

  /// Windows as a calendar has them; their length differs where the clock is changed, and from month to month.
  ///
  /// @param zone whose midnight and Monday count
  record Calendar(Unit unit, ZoneId zone) implements Periodic {
    private static final long HOUR_SECONDS = 3_600;

    /// A week begins on Monday (ISO 8601).
    public enum Unit {
      HOUR,
      DAY,
      WEEK,
      MONTH
    }

    public Calendar {
      requireNonNull(unit);
      requireNonNull(zone);
    }

    @Override
    public Window windowAt(Instant at) {
      ZonedDateTime local = at.atZone(zone);
      return switch (unit) {
        case HOUR -> hour(at);
        case DAY -> days(local, 1);
        case WEEK -> days(local.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), 7);
        case MONTH -> {
          ZonedDateTime first = local.withDayOfMonth(1).toLocalDate().atStartOfDay(zone);
          ZonedDateTime next = first.toLocalDate().plusMonths(1).atStartOfDay(zone);
          yield new Window(first.toInstant(), next.toInstant());
        }
      };
    }

    /// An hour by the clock on the wall; the one that comes twice in autumn is two windows. It is cut where the clock
    /// is changed within it, as Lord Howe Island does by half an hour.
    private Window hour(Instant at) {
      int offset = zone.getRules().getOffset(at).getTotalSeconds();
      long hours = Math.floorDiv(at.getEpochSecond() + offset, HOUR_SECONDS);
      Instant start = Instant.ofEpochSecond(hours * HOUR_SECONDS - offset);
      Instant end = start.plusSeconds(HOUR_SECONDS);
      ZoneOffsetTransition before = zone.getRules().previousTransition(at.plusNanos(1));
      ZoneOffsetTransition after = zone.getRules().nextTransition(at);
      return new Window(
          before != null && before.getInstant().isAfter(start) ? before.getInstant() : start,
          after != null && after.getInstant().isBefore(end) ? after.getInstant() : end);
    }

    private Window days(ZonedDateTime local, int days) {
      ZonedDateTime start = local.toLocalDate().atStartOfDay(zone);
      ZonedDateTime end = local.toLocalDate().plusDays(days).atStartOfDay(zone);
      return new Window(start.toInstant(), end.toInstant());
    }
  }
}
