package io.ingestlayer.limit;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.PurgeSteps;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/// What keeps the tables of limits from growing for ever. Two nodes at once do no harm. Any thread may call it.
///
/// What was said of a counter stands in the counter: a record that is gone is not written again for it.
public final class PostgresLimitRetention {
  private static final UUID FIRST = new UUID(0, 0);

  private final Database database;
  private final int workspaceId;

  public PostgresLimitRetention(Database database, int workspaceId) {
    this.database = database;
    this.workspaceId = workspaceId;
  }

  /// A place in the order of age.
  private record Place(Instant time, UUID id) {}

  /// Deletes records of what happened before that time, oldest first, as many as the steps allow.
  ///
  /// Returns how many are gone. Throws `DatabaseException`; what was done until then stays done.
  public long purgeViolations(Instant before, PurgeSteps steps) {
    return deleteUpTo(new Place(before, FIRST), steps);
  }

  /// Deletes the oldest records until there are no more than so many; else as [#purgeViolations].
  public long purgeViolationsBeyond(long rowsMax, PurgeSteps steps) {
    return database
        .read(
            "find the oldest record of a limit to keep",
            connection -> lastBeyond(connection, rowsMax))
        .map(it -> deleteUpTo(it, steps))
        .orElse(0L);
  }

  private Optional<Place> lastBeyond(Connection connection, long rowsMax) throws SQLException {
    String sql =
        """
        select time, id
        from limit_violation
        where workspace_id = ?
        order by time desc, id desc
        offset ?
        limit 1
        """;
    return Sql.queryOne(
        connection,
        sql,
        row -> new Place(Sql.instant(row, "time"), Sql.uuid(row, "id")),
        workspaceId,
        rowsMax);
  }

  /// By place in the table, so that it is read along the index and never as a whole.
  static final String VIOLATIONS =
      """
      delete from limit_violation
      where ctid = any (array(
        select ctid
        from limit_violation
        where workspace_id = ?
          and (time, id) <= (?, ?)
        order by time, id
        limit ?
        for update skip locked
      ))
      """;

  private long deleteUpTo(Place last, PurgeSteps steps) {
    return steps.run(rows ->
        database.transaction(
            "removal of old records of limits",
            connection ->
                Sql.update(connection, VIOLATIONS, workspaceId, last.time(), last.id(), rows)));
  }

  /// Only those whose counters are gone; else nobody would find these.
  private static final String WINDOWS =
      """
      delete from limit_window
      where ctid = any (array(
        select ctid
        from limit_window
        where workspace_id = ?
          and closes_at < ?
          and cleared_at is not null
        limit ?
        for update skip locked
      ))
      """;

  private static final String TALLIES =
      """
      delete from limit_tally
      where ctid = any (array(
        select ctid
        from limit_tally
        where workspace_id = ?
          and day < ?::date
        limit ?
        for update skip locked
      ))
      """;

  /// Deletes what windows and days before that time came to; else as [#purgeViolations].
  public long purgeSummaries(Instant before, PurgeSteps steps) {
    String day = LocalDate.ofInstant(before, ZoneOffset.UTC).toString();
    return steps.run(rows -> delete("windows", WINDOWS, before, rows))
        + steps.run(rows -> delete("tallies", TALLIES, day, rows));
  }

  private int delete(String what, String sql, Object before, int rows) {
    return database.transaction(
        "removal of old " + what + " of limits",
        connection -> Sql.update(connection, sql, workspaceId, before, rows));
  }
}
