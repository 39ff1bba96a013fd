package io.ingestlayer.log.postgres;

import io.ingestlayer.platform.db.DailyPartitions;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What keeps the log from growing for ever: days of events that are over and needed by nobody are dropped, keys whose
/// window has ended are deleted. One node runs it, from time to time; two at once do no harm.
///
/// A key outlives its event when its window is longer than events are kept.
public final class PostgresRetention {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresRetention.class);
  private static final String TABLE = "event";

  private final Database database;
  private final DailyPartitions days;
  private final RetentionSettings settings;

  public PostgresRetention(Database database, DailyPartitions days, RetentionSettings settings) {
    this.database = database;
    this.days = days;
    this.settings = settings;
  }

  /// What a run has done.
  ///
  /// @param dropped days whose events are gone
  /// @param needed days that are over, and kept because a reader or an open delivery needs an event of them
  /// @param keysDeleted how many keys are free again
  public record Report(List<LocalDate> dropped, List<LocalDate> needed, long keysDeleted) {}

  /// Runs once, as of that time. Throws `DatabaseException`; what was done until then stays done.
  public Report run(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    for (int ahead = 0; ahead <= settings.daysAhead(); ahead++) {
      days.ensure(TABLE, today.plusDays(ahead));
    }
    List<LocalDate> dropped = new ArrayList<>();
    List<LocalDate> needed = new ArrayList<>();
    for (LocalDate day : days.days(TABLE)) {
      if (isOver(day, now)) {
        drop(day, dropped, needed);
      }
    }
    return new Report(dropped, needed, deleteKeys(now));
  }

  private boolean isOver(LocalDate day, Instant now) {
    return !start(day.plusDays(1)).isAfter(now.minus(settings.keepEvents()));
  }

  private void drop(LocalDate day, List<LocalDate> dropped, List<LocalDate> needed) {
    try {
      boolean gone = days.drop(TABLE, day, connection -> !isNeeded(connection, day));
      (gone ? dropped : needed).add(day);
    } catch (DatabaseException e) {
      if (e.kind() != DatabaseException.Kind.UNAVAILABLE) {
        throw e;
      }
      LOG.info("the events of {} are in use, the next run tries again", day);
      needed.add(day);
    }
  }

  /// Whether a reader has not come past the day, or an open delivery is of an event of it.
  private boolean isNeeded(Connection connection, LocalDate day) throws SQLException {
    for (int partition : partitions(connection)) {
      Optional<Long> first = edge(connection, partition, day, FIRST);
      Optional<Long> last = edge(connection, partition, day, LAST);
      if (first.isPresent()
          && last.isPresent()
          && isNeeded(connection, partition, first.get(), last.get())) {
        return true;
      }
    }
    return false;
  }

  private static List<Integer> partitions(Connection connection) throws SQLException {
    return Sql.query(
        connection, "select partition from log_partition", row -> row.getInt("partition"));
  }

  private static final String FIRST =
      """
      select off
      from event
      where partition = ?
        and received_at >= ?
        and received_at < ?
      order by off
      limit 1
      """;

  private static final String LAST =
      """
      select off
      from event
      where partition = ?
        and received_at >= ?
        and received_at < ?
      order by off desc
      limit 1
      """;

  private static Optional<Long> edge(
      Connection connection, int partition, LocalDate day, String sql) throws SQLException {
    return Sql.queryOne(
        connection, sql, row -> row.getLong("off"), partition, start(day), start(day.plusDays(1)));
  }

  private static boolean isNeeded(Connection connection, int partition, long first, long last)
      throws SQLException {
    String sql =
        """
        select
          exists (
            select 1
            from log_cursor
            where partition = ?
              and next_offset <= ?
          )
          or exists (
            select 1
            from open_delivery
            where partition = ?
              and exists (
                select 1
                from unnest(offs) as off
                where off between ? and ?
              )
          ) as needed
        """;
    return Sql.queryOne(
            connection,
            sql,
            row -> row.getBoolean("needed"),
            partition,
            last,
            partition,
            first,
            last)
        .orElseThrow();
  }

  private long deleteKeys(Instant now) {
    long deleted = 0;
    int inStep = settings.keysInStep();
    while (inStep == settings.keysInStep() && deleted < settings.keysInRun()) {
      inStep = database.transaction("delete expired keys", c -> deleteSomeKeys(c, now));
      deleted += inStep;
    }
    return deleted;
  }

  /// Passes over a key that an append is taking over at this moment, so that neither waits for the other.
  private int deleteSomeKeys(Connection connection, Instant now) throws SQLException {
    String sql =
        """
        delete from event_key
        where (workspace_id, key) in (
          select workspace_id, key
          from event_key
          where expires_at <= ?
          limit ?
          for update skip locked
        )
        """;
    return Sql.update(connection, sql, now, settings.keysInStep());
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
