package io.ingestlayer.log.postgres;

import io.ingestlayer.log.Cursor;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/// The cursor as a row for each partition, moved by compare-and-set. Any thread may call.
public final class PostgresCursor implements Cursor {

  @Override
  public Place place(Connection connection, int partition) throws SQLException {
    String sql =
        """
        select next_offset, epoch, arrival_clock
        from log_cursor
        where partition = ?
        """;
    return Sql.queryOne(
            connection,
            sql,
            row ->
                new Place(
                    row.getLong("next_offset"),
                    row.getLong("epoch"),
                    Sql.instant(row, "arrival_clock")),
            partition)
        .orElseThrow(() -> new IllegalStateException("there is no partition " + partition));
  }

  /// The lease is looked at too: a holder that was overtaken stops here, even when its successor has not moved yet.
  @Override
  public boolean advance(
      Connection connection,
      int partition,
      long expectedOffset,
      long nextOffset,
      long epoch,
      Instant arrivalClock)
      throws SQLException {
    String sql =
        """
        update log_cursor
        set next_offset = ?, epoch = ?, arrival_clock = greatest(arrival_clock, ?)
        where partition = ?
          and next_offset = ?
          and epoch <= ?
          and exists (
            select 1
            from log_partition
            where log_partition.partition = log_cursor.partition
              and log_partition.epoch = ?
          )
        """;
    int moved =
        Sql.update(
            connection,
            sql,
            nextOffset,
            epoch,
            arrivalClock,
            partition,
            expectedOffset,
            epoch,
            epoch);
    return moved == 1;
  }
}
