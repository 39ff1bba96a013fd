package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An open row as it is stored, without its events and definitions.
record PostgresStoredRow(
    UUID id,
    UUID root,
    LaneKey lane,
    int pipelineVersion,
    int route,
    int partition,
    List<Long> positions,
    Instant createdAt,
    Instant due,
    int attempts,
    OpenDelivery.State state,
    @Nullable String code,
    @Nullable String detail,
    OpenExtra extra,
    OpenDelivery.Priority priority,
    @Nullable Long orderKey) {
  /// What `read` needs of the table.
  static final String COLUMNS =
      """
      id, root, destination, lane, pipeline_version, route, partition, offs, created_at, due,
      attempts, state, code, detail, extra, priority, order_key
      """;

  static PostgresStoredRow read(ResultSet row) throws SQLException {
    return new PostgresStoredRow(
        Sql.uuid(row, "id"),
        Sql.uuid(row, "root"),
        new LaneKey(row.getString("destination"), row.getString("lane")),
        row.getInt("pipeline_version"),
        row.getInt("route"),
        row.getInt("partition"),
        Arrays.stream(Sql.longs(row, "offs")).boxed().toList(),
        Sql.instant(row, "created_at"),
        Sql.instant(row, "due"),
        row.getInt("attempts"),
        OpenDelivery.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getString("code"),
        row.getString("detail"),
        OpenExtra.read(row.getString("extra")),
        OpenDelivery.Priority.of(row.getInt("priority")),
        Sql.longOrNull(row, "order_key"));
  }

  /// The same as something live.
  PostgresStoredRow pulledForward() {
    return new PostgresStoredRow(
        id,
        root,
        lane,
        pipelineVersion,
        route,
        partition,
        positions,
        createdAt,
        due,
        attempts,
        state,
        code,
        detail,
        extra,
        OpenDelivery.Priority.LIVE,
        orderKey);
  }
}
