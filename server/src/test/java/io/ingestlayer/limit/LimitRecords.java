package io.ingestlayer.limit;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.util.List;

/// What limits have written, as a test reads it, and the ledger that writes it.
public final class LimitRecords {
  /// The records alone, without their envelope.
  private static final String RECORDS =
      """
      select json_strip_nulls(row_to_json(record))::text as record
      from (
        select
          limit_name,
          limit_type,
          limit_interval_type,
          limit_interval_periodic_details,
          limit_threshold,
          limit_threshold_unit,
          limit_event_type,
          limit_value,
          violation_context
        from limit_violations
        order by limit_name, time, limit_value, violation_context::text
      ) as record
      """;

  private static final String EVENTS =
      """
      select event ->> 'type' as type
      from outbox
      order by created_at, id
      """;

  private final Database database;

  public LimitRecords(Database database) {
    this.database = database;
  }

  public LimitLedger ledger() {
    return new PostgresLimits(1);
  }

  /// As compact JSON.
  public List<String> all() {
    return database.read(
        "read records", connection -> Sql.query(connection, RECORDS, row -> row.getString(1)));
  }

  /// The types of the events of our own that wait for the log.
  public List<String> events() {
    return database.read(
        "read the outbox", connection -> Sql.query(connection, EVENTS, row -> row.getString(1)));
  }

  /// One column of the tallies, over all days.
  public long tally(String limit, String column, int slot) {
    String sql =
        "select coalesce(sum(%s), 0) from limit_tally where name = ? and slot = ?"
            .formatted(column);
    return database
        .read(
            "read tallies",
            connection -> Sql.query(connection, sql, row -> row.getLong(1), limit, slot))
        .getFirst();
  }
}
