package io.ingestlayer.delivery;

import io.ingestlayer.event.Json;
import io.ingestlayer.platform.db.CopyWriter;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/// Writes deliveries and attempts as rows, within the transaction of whoever decides or finishes them. Any thread may call
/// it.
public final class PostgresDeliveryRows {
  private static final int TEXT_MAX = 2_000;
  private static final int EXCHANGE_MAX = 32 * 1024;

  private static final String COPY_OPEN =
      """
      copy open_delivery (
        id, root, workspace_id, lane_id, lane, destination, pipeline_version, route, partition, offs,
        created_at, due, attempts, state, code, detail, extra, priority, order_key, order_at,
        spread)
      from stdin (format binary)
      """;

  private static final String COPY_DELIVERY =
      """
      copy delivery (
        workspace_id, id, event_id, partition, off, pipeline_version, route, destination, lane, root,
        state, step, code, attempts, finished_at, extra)
      from stdin (format binary)
      """;

  private static final String COPY_ATTEMPT =
      """
      copy attempt (
        workspace_id, id, root, pipeline_version, destination, lane, deliveries, at, millis, outcome, code, detail,
        ambiguous, request, response)
      from stdin (format binary)
      """;

  /// Stores promises; the deliveries of each are of one pipeline version, one route and one partition.
  public void open(Connection connection, List<OpenDelivery> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    CopyWriter.copy(
        connection,
        COPY_OPEN,
        to -> {
          for (OpenDelivery row : rows) {
            open(to, row);
          }
        });
  }

  private static void open(CopyWriter to, OpenDelivery row) throws SQLException {
    Delivery first = row.deliveries().getFirst();
    requireAlike(row, first);
    to.startRow(21);
    to.writeUuid(row.id());
    to.writeUuid(row.root());
    to.writeInt(Workspace.DEFAULT_ID);
    to.writeLong(row.lane().id());
    to.writeText(row.lane().lane());
    to.writeText(row.lane().destination());
    to.writeInt(first.pipeline().id());
    to.writeShort((short) first.route().position());
    to.writeInt(first.event().offset().partition());
    to.writeLongArray(
        row.deliveries().stream().mapToLong(it -> it.event().offset().position()).toArray());
    to.writeTimestamp(row.createdAt());
    to.writeTimestamp(row.due());
    to.writeInt(row.attempts());
    to.writeText(word(row.state()));
    to.writeText(StorableText.orNull(row.code(), TEXT_MAX));
    to.writeText(StorableText.orNull(row.detail(), TEXT_MAX));
    to.writeJson(OpenExtra.write(row));
    to.writeShort((short) row.priority().code());
    order(to, row);
    to.writeBoolean(row.isSpread());
  }

  private static void order(CopyWriter to, OpenDelivery row) throws SQLException {
    Long key = row.orderKey();
    if (key == null) {
      to.writeNull();
      to.writeNull();
    } else {
      to.writeLong(key);
      to.writeTimestamp(row.deliveries().getFirst().event().receivedAt());
    }
  }

  private static void requireAlike(OpenDelivery row, Delivery first) {
    boolean alike =
        row.deliveries().stream()
            .allMatch(it ->
                it.event().offset().partition() == first.event().offset().partition()
                    && it.pipeline().id() == first.pipeline().id()
                    && it.route().position() == first.route().position());
    if (!alike) {
      throw new IllegalArgumentException(
          "an open delivery is of one pipeline version, one route and one partition");
    }
  }

  /// Stores deliveries in their last state, and counts them in their minute.
  public void finished(Connection connection, List<FinishedDelivery> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    CopyWriter.copy(
        connection,
        COPY_DELIVERY,
        to -> {
          for (FinishedDelivery row : rows) {
            finished(to, row);
          }
        });
    PostgresDeliveryMinutes.add(connection, rows);
  }

  private static void finished(CopyWriter to, FinishedDelivery row) throws SQLException {
    to.startRow(16);
    to.writeInt(Workspace.DEFAULT_ID);
    to.writeUuid(row.id().value());
    to.writeUuid(row.event().value());
    to.writeInt(row.offset().partition());
    to.writeLong(row.offset().position());
    to.writeInt(row.pipelineVersion());
    to.writeShort((short) row.route());
    to.writeText(row.destination());
    to.writeText(StorableText.orNull(row.lane(), LaneKey.LANE_LENGTH_MAX));
    to.writeUuid(row.root());
    to.writeText(word(row.state()));
    to.writeText(StorableText.orNull(row.step(), TEXT_MAX));
    to.writeText(StorableText.orNull(row.code(), TEXT_MAX));
    to.writeInt(row.attempts());
    to.writeTimestamp(row.finishedAt());
    to.writeJson(row.extra() == null ? null : Json.write(row.extra()));
  }

  /// Stores what tries to send came to.
  public void attempts(Connection connection, List<AttemptRecord> records) throws SQLException {
    if (records.isEmpty()) {
      return;
    }
    CopyWriter.copy(
        connection,
        COPY_ATTEMPT,
        to -> {
          for (AttemptRecord row : records) {
            attempt(to, row);
          }
        });
  }

  private static void attempt(CopyWriter to, AttemptRecord row) throws SQLException {
    to.startRow(15);
    to.writeInt(Workspace.DEFAULT_ID);
    to.writeUuid(row.id());
    to.writeUuid(row.root());
    to.writeInt(row.pipelineVersion());
    to.writeText(row.lane().destination());
    to.writeText(row.lane().lane());
    to.writeInt(row.deliveries());
    to.writeTimestamp(row.at());
    to.writeInt(Math.clamp(row.took().toMillis(), 0, Integer.MAX_VALUE));
    to.writeText(word(row.outcome()));
    to.writeText(StorableText.of(row.code(), TEXT_MAX));
    to.writeText(StorableText.orNull(row.detail(), TEXT_MAX));
    to.writeBoolean(row.ambiguous());
    to.writeText(StorableText.orNull(row.request(), EXCHANGE_MAX));
    to.writeText(StorableText.orNull(row.response(), EXCHANGE_MAX));
  }

  /// The word that stands for it in tables and JSON.
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
