package io.ingestlayer.workspace.postgres;

import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// From which place in the log on, and up to which, each pipeline version decides.
public final class PostgresActivations {
  private static final int PARTITIONS_MAX = 100_000;

  private PostgresActivations() {}

  private record Place(int partition, long offset) {}

  /// Opens a range for each of these versions that has none, and closes those of all others, at every cursor's place.
  /// The cursors stay locked until the transaction ends: a batch is decided wholly before it or wholly after.
  static void record(Connection connection, Set<Integer> active, Instant now) throws SQLException {
    for (Place place : lockCursors(connection)) {
      settle(connection, place, active, now);
    }
  }

  /// The same for one partition, whose cursor the caller has locked: what is decided from that place on is decided by
  /// these versions, whatever was recorded before. Reads only, when it was recorded so.
  public static void settle(
      Connection connection, int partition, long offset, Set<Integer> active, Instant now)
      throws SQLException {
    settle(connection, new Place(partition, offset), active, now);
  }

  private static void settle(Connection connection, Place place, Set<Integer> active, Instant now)
      throws SQLException {
    Set<Integer> open = open(connection, place);
    for (int version : open) {
      if (!active.contains(version)) {
        close(connection, version, place);
      }
    }
    for (int version : active) {
      if (!open.contains(version)) {
        open(connection, version, place, now);
      }
    }
  }

  private static List<Place> lockCursors(Connection connection) throws SQLException {
    String sql =
        """
        select partition, next_offset
        from log_cursor
        order by partition
        limit ?
        for update
        """;
    return Sql.query(
        connection,
        sql,
        row -> new Place(row.getInt("partition"), row.getLong("next_offset")),
        PARTITIONS_MAX);
  }

  private static Set<Integer> open(Connection connection, Place place) throws SQLException {
    String sql =
        """
        select version_id
        from pipeline_activation
        where partition = ?
          and to_off is null
        """;
    return Set.copyOf(
        Sql.query(connection, sql, row -> row.getInt("version_id"), place.partition()));
  }

  private static void close(Connection connection, int version, Place place) throws SQLException {
    String sql =
        """
        update pipeline_activation
        set to_off = ?
        where version_id = ?
          and partition = ?
          and to_off is null
        """;
    Sql.update(connection, sql, place.offset(), version, place.partition());
  }

  /// A version that comes back before anything was decided takes its own range up again.
  private static void open(Connection connection, int version, Place place, Instant now)
      throws SQLException {
    String sql =
        """
        insert into pipeline_activation (version_id, partition, from_off, activated_at)
        values (?, ?, ?, ?)
        on conflict (version_id, partition, from_off)
        do update set to_off = null
        """;
    Sql.update(connection, sql, version, place.partition(), place.offset(), now);
  }
}
