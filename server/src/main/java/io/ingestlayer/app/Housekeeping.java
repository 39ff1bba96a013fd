package io.ingestlayer.app;

import io.ingestlayer.log.postgres.PostgresRetention;
import io.ingestlayer.platform.db.DailyPartitions;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.time.Timer;
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

  private final PostgresRetention log;
  private final DailyPartitions days;
  private final List<Kept> tables;
  private final Timer timer;
  private volatile boolean closed;

  /// A table with one partition for each day, and how long it is kept.
  private record Kept(String table, Duration life) {}

  Housekeeping(
      PostgresRetention log, DailyPartitions days, Settings.Retention retention, Timer timer) {
    this.log = log;
    this.days = days;
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
    try {
      PostgresRetention.Report report = log.run(now);
      for (LocalDate day : report.dropped()) {
        LOG.info("events of {} are past their retention and gone", day);
      }
      tables.forEach(it -> keep(it, LocalDate.ofInstant(now, ZoneOffset.UTC)));
    } catch (DatabaseException e) {
      LOG.warn("housekeeping is put off: {}", e.getMessage());
    }
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
