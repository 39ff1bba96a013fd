package io.ingestlayer.app;

import io.ingestlayer.delivery.PostgresDeliveryMinutes;
import io.ingestlayer.delivery.PostgresInboxMessages;
import io.ingestlayer.delivery.PostgresRemovedDestinations;
import io.ingestlayer.ingest.PostgresDeadLetters;
import io.ingestlayer.limit.PostgresLimitRetention;
import io.ingestlayer.log.postgres.PostgresRetention;
import io.ingestlayer.platform.db.DailyPartitions;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.db.PurgeSteps;
import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.replay.PostgresReplayRetention;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Once an hour: makes the tables of the days ahead and drops what is kept long enough.
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration EVERY = Duration.ofHours(1);
  private static final int DAYS_AHEAD = 2;

  /// What limits came to in a window or a day is small, and is what one compares this year with.
  private static final Duration LIMIT_SUMMARIES = Duration.ofDays(400);

  private final PostgresRetention log;
  private final DailyPartitions days;
  private final PostgresDeadLetters deadLetters;
  private final PostgresInboxMessages inbox;
  private final PostgresDeliveryMinutes minutes;
  private final PostgresReplayRetention replays;
  private final PostgresLimitRetention limits;
  private final PostgresRemovedDestinations removed;
  private final Settings.Retention retention;
  private final List<Kept> tables;
  private final Timer timer;
  private volatile boolean closed;

  /// A table with one partition for each day, and how long it is kept.
  private record Kept(String table, Duration life) {}

  Housekeeping(
      PostgresRetention log,
      DailyPartitions days,
      PostgresDeadLetters deadLetters,
      PostgresInboxMessages inbox,
      PostgresDeliveryMinutes minutes,
      PostgresReplayRetention replays,
      PostgresLimitRetention limits,
      PostgresRemovedDestinations removed,
      Settings.Retention retention,
      Timer timer) {
    this.log = log;
    this.days = days;
    this.deadLetters = deadLetters;
    this.inbox = inbox;
    this.minutes = minutes;
    this.replays = replays;
    this.limits = limits;
    this.removed = removed;
    this.retention = retention;
    this.timer = timer;
    this.tables =
        List.of(
            new Kept("delivery", retention.deliveries()),
            new Kept("attempt", retention.attempts()));
  }

  /// Runs at once, then every hour.
  void start() {
    run();
    next();
  }

  private void next() {
    timer.after(
        EVERY,
        () -> {
          if (!closed) {
            run();
            next();
          }
        });
  }

  private void run() {
    Instant now = timer.instant();
    orPutOff(() -> keepLog(now));
    tables.forEach(it -> orPutOff(() -> keep(it, LocalDate.ofInstant(now, ZoneOffset.UTC))));
    orPutOff(() -> purge("dead letters", retention.deadLetters(), now, deadLetters::purge));
    orPutOff(() -> purge("messages of inboxes", retention.deliveries(), now, inbox::purge));
    orPutOff(() -> purge("counts per minute", retention.deliveries(), now, minutes::purge));
    orPutOff(() -> purge("replays", retention.deliveries(), now, replays::purge));
    orPutOff(() -> purge("removed destinations", retention.deliveries(), now, removed::purge));
    orPutOff(() -> keepLimits(now));
  }

  /// A table that cannot be tidied now does not keep the others from it.
  private static void orPutOff(Runnable part) {
    try {
      part.run();
    } catch (DatabaseException e) {
      LOG.warn("housekeeping is put off: {}", e.getMessage());
    }
  }

  private void keepLog(Instant now) {
    for (LocalDate day : log.run(now).dropped()) {
      LOG.info("events of {} are past their retention and gone", day);
    }
  }

  /// A table without days, of which old rows are taken out in small steps.
  private interface Purge {
    long run(Instant before, PurgeSteps steps);
  }

  private static void purge(String what, Duration life, Instant now, Purge purge) {
    long gone = purge.run(now.minus(life), PurgeSteps.DEFAULT);
    if (gone > 0) {
      LOG.info("{} {} are past their retention and gone", gone, what);
    }
  }

  private void keepLimits(Instant now) {
    String records = "records of limits";
    purge(records, retention.limitViolations(), now, limits::purgeViolations);
    long beyond =
        limits.purgeViolationsBeyond(retention.limitViolationsRowsMax(), PurgeSteps.DEFAULT);
    if (beyond > 0) {
      LOG.info("{} {} are more than are kept and gone, the oldest ones", beyond, records);
    }
    purge("windows and tallies of limits", LIMIT_SUMMARIES, now, limits::purgeSummaries);
  }

  private void keep(Kept kept, LocalDate today) {
    for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
      days.ensure(kept.table(), today.plusDays(ahead));
    }
    LocalDate oldest = today.minusDays(Math.max(1, kept.life().toDays()));
    for (LocalDate day : days.days(kept.table())) {
      if (day.isBefore(oldest) && days.drop(kept.table(), day, connection -> true)) {
        LOG.info("{} of {} are past their retention and gone", kept.table(), day);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
