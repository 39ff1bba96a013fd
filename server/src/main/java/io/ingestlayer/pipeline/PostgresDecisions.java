package io.ingestlayer.pipeline;

import io.ingestlayer.delivery.PostgresDeliveryRows;
import io.ingestlayer.delivery.PostgresFlowCounts;
import io.ingestlayer.event.Event;
import io.ingestlayer.limit.LimitCounting;
import io.ingestlayer.limit.LimitLedger;
import io.ingestlayer.log.Cursor;
import io.ingestlayer.log.PartitionLease;
import io.ingestlayer.outbox.PostgresOutbox;
import io.ingestlayer.platform.db.DailyPartitions;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.workspace.Workspace;
import io.ingestlayer.workspace.postgres.PostgresActivations;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// Decisions in PostgreSQL: the cursor, the limits' counters and records, the deliveries, the books and the outbox in one
/// transaction.
public final class PostgresDecisions implements Decisions {
  private final Database database;
  private final Cursor cursor;
  private final PostgresDeliveryRows rows = new PostgresDeliveryRows();
  private final DailyPartitions days;
  private final LimitLedger limits;

  public PostgresDecisions(
      Database database, DailyPartitions days, Cursor cursor, LimitLedger limits) {
    this.database = database;
    this.cursor = cursor;
    this.limits = limits;
    this.days = days;
  }

  @Override
  public OptionalLong next(PartitionLease lease) {
    Cursor.Place place =
        database.read(
            "look at the cursor of partition " + lease.partition(),
            connection -> cursor.place(connection, lease.partition()));
    return place.epoch() > lease.epoch()
        ? OptionalLong.empty()
        : OptionalLong.of(place.nextOffset());
  }

  @Override
  public Optional<Decision> commit(
      PartitionLease lease,
      List<Event> events,
      Instant now,
      Function<LimitCounting, Decision> work) {
    days.ensure("delivery", LocalDate.ofInstant(now, ZoneOffset.UTC));
    return database.transaction(
        "decision of " + events.size() + " events of partition " + lease.partition(),
        connection -> {
          if (!moveOn(connection, lease, events)) {
            return Optional.empty();
          }
          Decision decision = work.apply(limits.within(connection, lease.partition(), now));
          // The cursor is locked, so an activation comes wholly before this batch or wholly after.
          PostgresActivations.settle(
              connection,
              lease.partition(),
              events.getFirst().offset().position(),
              decision.versions(),
              now);
          write(connection, lease, decision, now);
          return Optional.of(decision);
        });
  }

  private boolean moveOn(Connection connection, PartitionLease lease, List<Event> events)
      throws SQLException {
    Event last = events.getLast();
    return cursor.advance(
        connection,
        lease.partition(),
        events.getFirst().offset().position(),
        last.offset().position() + 1,
        lease.epoch(),
        last.receivedAt());
  }

  private void write(Connection connection, PartitionLease lease, Decision decision, Instant now)
      throws SQLException {
    rows.open(connection, decision.open());
    rows.finished(connection, decision.finished());
    PostgresFlowCounts.write(connection, decision.counts(), lease.partition());
    PostgresOutbox.add(connection, Workspace.DEFAULT_ID, decision.outbox(), now);
  }
}
