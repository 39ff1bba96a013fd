package io.ingestlayer.delivery;

import static io.ingestlayer.delivery.FlowCounts.Counter.DEAD;
import static io.ingestlayer.delivery.FlowCounts.Counter.DELIVERED;
import static java.util.Objects.requireNonNull;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.time.Timer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Writes what attempts came to.
final class PostgresFinish {
  private static final Duration SET_ASIDE_FOR = Duration.ofHours(1);

  private static final String CLOSE =
      """
      delete from open_delivery
      where id = any(?)
      returning id
      """;

  private static final String HOLD =
      """
      update open_delivery as open
      set state = 'held', code = held.code, detail = held.detail
      from unnest(?::uuid[], ?::text[], ?::text[]) as held (id, code, detail)
      where open.id = held.id
      and (open.state, open.code, open.detail) is distinct from ('held', held.code, held.detail)
      """;

  private static final String KNOWN_ATTEMPTS =
      """
      select distinct id
      from attempt
      where root = any(?)
      and id = any(?)
      """;

  private static final String SET_ASIDE =
      """
      update open_delivery
      set state = 'held', code = 'outcome_not_stored', detail = ?, due = ?
      where id = ?
      """;

  private final Database database;
  private final PostgresLaneLease lease;
  private final RenderLimits limits;
  private final Timer timer;
  private final PostgresDeliveryRows rows = new PostgresDeliveryRows();

  PostgresFinish(Database database, PostgresLaneLease lease, RenderLimits limits, Timer timer) {
    this.database = database;
    this.lease = lease;
    this.limits = limits;
    this.timer = timer;
  }

  /// Writes all of it in one transaction, if the lease still has that epoch: open rows go, outcomes, attempts, new open
  /// rows, the books' entries, and what limits have counted of the rendered messages come,
  /// and with them how many failures in a row it makes for their destinations, and the alerts about that.
  ///
  /// A row that is gone meanwhile (canceled by a person, or finished by this very call whose commit was in doubt) is left
  /// alone, so the call may be repeated after any failure.
  ///
  /// @param repeated whether this may have been committed before
  /// @throws LeaseLostException when the lanes are another's now
  void commit(
      long epoch,
      List<Settlement> settlements,
      List<DestinationStanding> standings,
      boolean repeated) {
    boolean events =
        database.transaction(
            "finish of " + settlements.size() + " rows",
            connection -> {
              lease.fence(connection, epoch);
              boolean alerts =
                  PostgresDestinationStreaks.keep(connection, standings, timer.instant());
              return write(connection, settlements, repeated) || alerts;
            });
    if (events) {
      limits.wakeOutbox();
    }
  }

  /// True when there are new events in the outbox.
  private boolean write(Connection connection, List<Settlement> settlements, boolean repeated)
      throws SQLException {
    Set<UUID> closed = close(connection, settlements);
    List<Settlement> ours =
        settlements.stream().filter(it -> !it.closes() || closed.contains(it.id())).toList();
    hold(connection, ours);
    List<FinishedDelivery> finished = ours.stream().flatMap(it -> it.finished().stream()).toList();
    rows.finished(connection, finished);
    reopen(connection, ours);
    // Also of a row that was canceled meanwhile: the call was made all the same.
    attempts(connection, settlements, repeated);
    PostgresFlowCounts.write(connection, counts(finished), FlowCounts.ANSWERS_SLOT);
    return limits.count(
        connection, ours.stream().flatMap(it -> it.rendered().stream()).toList(), timer.instant());
  }

  private static Set<UUID> close(Connection connection, List<Settlement> settlements)
      throws SQLException {
    UUID[] ids =
        settlements.stream()
            .filter(Settlement::closes)
            .map(Settlement::id)
            .sorted()
            .toArray(UUID[]::new);
    return ids.length == 0
        ? Set.of()
        : new HashSet<>(Sql.query(connection, CLOSE, row -> Sql.uuid(row, "id"), (Object) ids));
  }

  private static void hold(Connection connection, List<Settlement> settlements)
      throws SQLException {
    List<Settlement> held = settlements.stream().filter(it -> it.hold() != null).toList();
    if (held.isEmpty()) {
      return;
    }
    Sql.update(
        connection,
        HOLD,
        held.stream().map(Settlement::id).toArray(UUID[]::new),
        held.stream().map(it -> StorableText.of(holdOf(it).code(), 200)).toArray(String[]::new),
        held.stream()
            .map(it -> StorableText.of(holdOf(it).detail(), 2_000))
            .toArray(String[]::new));
  }

  private static AttemptResult.Hold holdOf(Settlement settlement) {
    return requireNonNull(settlement.hold());
  }

  private void reopen(Connection connection, List<Settlement> settlements) throws SQLException {
    rows.open(connection, settlements.stream().flatMap(it -> it.again().stream()).toList());
  }

  private void attempts(Connection connection, List<Settlement> settlements, boolean repeated)
      throws SQLException {
    List<AttemptRecord> attempts =
        settlements.stream().flatMap(it -> it.attempts().stream()).toList();
    if (!repeated) {
      rows.attempts(connection, attempts);
      return;
    }
    Set<UUID> known =
        new HashSet<>(
            Sql.query(
                connection,
                KNOWN_ATTEMPTS,
                row -> Sql.uuid(row, "id"),
                attempts.stream().map(AttemptRecord::root).toArray(UUID[]::new),
                attempts.stream().map(AttemptRecord::id).toArray(UUID[]::new)));
    rows.attempts(connection, attempts.stream().filter(it -> !known.contains(it.id())).toList());
  }

  private static FlowCounts counts(List<FinishedDelivery> finished) {
    FlowCounts counts = new FlowCounts();
    for (FinishedDelivery one : finished) {
      counts.add(
          one.pipelineVersion(),
          one.route(),
          String.valueOf(one.destination()),
          one.finishedAt(),
          one.state() == FinishedDelivery.State.DELIVERED ? DELIVERED : DEAD,
          1);
    }
    return counts;
  }

  /// Keeps a row from being sent again and again when what it came to cannot be stored.
  void setAside(long epoch, Settlement settlement, String why, Instant now) {
    database.transaction(
        "set a row aside",
        connection -> {
          lease.fence(connection, epoch);
          return Sql.update(
              connection,
              SET_ASIDE,
              StorableText.of(why, 2_000),
              now.plus(SET_ASIDE_FOR),
              settlement.id());
        });
  }
}
