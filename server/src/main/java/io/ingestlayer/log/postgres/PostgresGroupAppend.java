package io.ingestlayer.log.postgres;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.EventIds;
import io.ingestlayer.event.Offset;
import io.ingestlayer.log.NewEvent;
import io.ingestlayer.log.PartitionLease;
import io.ingestlayer.log.postgres.PostgresKeyClaims.Holder;
import io.ingestlayer.platform.db.CommitUnknownException;
import io.ingestlayer.platform.db.CopyWriter;
import io.ingestlayer.platform.db.DailyPartitions;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The transaction of one group: keys claimed, head moved under the lease, events stored; all of it or nothing.
///
/// Belongs to one appender and its thread.
final class PostgresGroupAppend {
  private static final String COPY =
      """
      copy event (workspace_id, partition, off, id, source_id, type, received_at, occurred_at, payload)
      from stdin (format binary)
      """;
  private static final int COLUMNS = 9;
  private static final String TABLE = "event";

  /// A row for which there is no partition. Ours was dropped by somebody else since we made it.
  private static final String NO_DAY = "23514";

  private final Database database;
  private final DailyPartitions days;
  private final InstantSource clock;
  private final EventIds ids;
  private final CopyWriter copier = new CopyWriter();

  private PartitionLease lease;
  private Instant lastReceivedAt;
  private @Nullable WrittenGroup tried;

  PostgresGroupAppend(
      Database database,
      DailyPartitions days,
      InstantSource clock,
      EventIds ids,
      HeldPartition held) {
    this.database = database;
    this.days = days;
    this.clock = clock;
    this.ids = ids;
    this.lease = held.lease();
    this.lastReceivedAt = held.lastReceivedAt();
  }

  /// What became of a group, when it is not an exception.
  sealed interface Outcome {
    /// It is on stable storage.
    record Written(WrittenGroup group) implements Outcome {}

    /// The commit's answer was lost; `isStored` finds out.
    record Unknown(WrittenGroup group, CommitUnknownException cause) implements Outcome {}

    /// Nothing was written: another holds the partition.
    record LeaseLost() implements Outcome {}
  }

  /// Writes under another lease from now on, unless it is the same.
  void under(HeldPartition held) {
    if (!held.lease().equals(lease)) {
      lease = held.lease();
      lastReceivedAt = held.lastReceivedAt();
    }
  }

  /// Stores the events of a group. Throws `DatabaseException` when nothing of it was stored.
  Outcome append(List<NewEvent> events) {
    Instant arrived = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant receivedAt = arrived.isBefore(lastReceivedAt) ? lastReceivedAt : arrived;
    lastReceivedAt = receivedAt;
    LocalDate day = LocalDate.ofInstant(receivedAt, ZoneOffset.UTC);
    days.ensure(TABLE, day);
    try {
      return append(events, receivedAt);
    } catch (DatabaseException e) {
      if (!NO_DAY.equals(e.sqlState())) {
        throw e;
      }
      days.forget(TABLE, day);
      days.ensure(TABLE, day);
      return append(events, receivedAt);
    }
  }

  private Outcome append(List<NewEvent> events, Instant receivedAt) {
    tried = null;
    try {
      return new Outcome.Written(
          database.transaction(
              "append of " + events.size() + " events",
              connection -> write(connection, events, receivedAt)));
    } catch (LeaseLostException e) {
      return new Outcome.LeaseLost();
    } catch (CommitUnknownException e) {
      WrittenGroup group = tried;
      if (group == null) {
        throw e;
      }
      // What was only looked at had been committed by others before.
      return group.events().isEmpty() ? new Outcome.Written(group) : new Outcome.Unknown(group, e);
    }
  }

  private WrittenGroup write(Connection connection, List<NewEvent> events, Instant receivedAt)
      throws SQLException {
    GroupPlan plan = GroupPlan.of(events, ids, receivedAt);
    Map<UUID, Holder> holders = PostgresKeyClaims.claim(connection, plan.claims(), receivedAt);
    int stored = plan.storedWith(holders);
    long first = stored == 0 ? 0 : moveHead(connection, stored) - stored;
    WrittenGroup group = plan.written(holders, new Offset(lease.partition(), first));
    if (stored > 0) {
      copy(connection, group.events());
    }
    tried = group;
    return group;
  }

  /// The head after the move. The lease's epoch is what keeps one that was overtaken from writing.
  private long moveHead(Connection connection, int by) throws SQLException {
    String sql =
        """
        update log_partition
        set head = head + ?
        where partition = ?
          and epoch = ?
        returning head
        """;
    Optional<Long> head =
        Sql.queryOne(
            connection, sql, row -> row.getLong(1), (long) by, lease.partition(), lease.epoch());
    return head.orElseThrow(LeaseLostException::new);
  }

  private void copy(Connection connection, List<Event> events) throws SQLException {
    copier.run(
        connection,
        COPY,
        to -> {
          for (Event event : events) {
            to.startRow(COLUMNS);
            to.writeInt(PostgresEvents.WORKSPACE);
            to.writeInt(event.offset().partition());
            to.writeLong(event.offset().position());
            to.writeUuid(event.id().value());
            to.writeText(event.sourceId());
            to.writeText(event.type());
            to.writeTimestamp(event.receivedAt());
            to.writeTimestamp(event.occurredAt());
            to.writeJson(event.payload().text());
          }
        });
  }

  /// Whether a group whose commit was not answered is stored. Taking the partition's row waits for the session that
  /// tried to commit it; throws `DatabaseException` when it cannot be learned now.
  boolean isStored(WrittenGroup group) {
    Event last = group.events().getLast();
    return database.transaction(
        "find out whether an append was committed",
        connection -> {
          lockRow(connection, last.offset().partition());
          return holds(connection, last);
        });
  }

  private static void lockRow(Connection connection, int partition) throws SQLException {
    String sql =
        """
        select head
        from log_partition
        where partition = ?
        for update
        """;
    Sql.queryOne(connection, sql, row -> row.getLong(1), partition);
  }

  /// A statement of its own: one that waited for the lock would not see what was committed in the meantime.
  private static boolean holds(Connection connection, Event event) throws SQLException {
    String sql =
        """
        select id
        from event
        where partition = ?
          and off = ?
          and received_at = ?
        """;
    Optional<EventId> there =
        Sql.queryOne(
            connection,
            sql,
            row -> new EventId(Sql.uuid(row, "id")),
            event.offset().partition(),
            event.offset().position(),
            event.receivedAt());
    return there.filter(event.id()::equals).isPresent();
  }

  /// Rolls the transaction back; never leaves this class.
  private static final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
