package io.ingestlayer.delivery;

import io.ingestlayer.delivery.RestoredRows.Unreadable;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Writes at open rows why they wait. Any thread may call it.
final class PostgresRowMarks {
  private static final String HOLD_WAITING =
      """
      update open_delivery
      set state = 'held', code = ?, detail = ?
      where id in (
        select id
        from open_delivery
        where lane_id = ?
        and (state <> 'held' or code is distinct from ?)
        limit ?)
      """;

  private static final String SET_ASIDE =
      """
      update open_delivery
      set state = 'held', code = ?, detail = ?, due = ?
      where id = any(?)
      """;

  private final Database database;

  PostgresRowMarks(Database database) {
    this.database = database;
  }

  /// Says of rows that wait in a broken lane why they do.
  ///
  /// @param max at most so many in one go
  void holdWaiting(LaneKey lane, String code, String detail, int max) {
    String storedCode = StorableText.of(code, 200);
    database.transaction(
        "hold the deliveries of a lane",
        connection ->
            Sql.update(
                connection,
                HOLD_WAITING,
                storedCode,
                StorableText.of(detail, 2_000),
                lane.id(),
                storedCode,
                max));
  }

  /// Puts off rows that cannot be read.
  void setAside(List<Unreadable> rows, Instant until) {
    database.transaction(
        "set unreadable deliveries aside",
        connection -> {
          for (Unreadable row : rows) {
            Sql.update(
                connection, SET_ASIDE, row.code(), row.detail(), until, new UUID[] {row.id()});
          }
          return true;
        });
  }
}
