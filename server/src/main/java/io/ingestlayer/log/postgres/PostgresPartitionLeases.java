package io.ingestlayer.log.postgres;

import io.ingestlayer.log.PartitionLease;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.platform.time.Timer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The partitions this node holds: rows with an owner, an end on the database's clock and an epoch that rises with each
/// acquisition. Any thread may call.
///
/// The epoch alone keeps a node that was overtaken from writing; the end only says when another may take over.
final class PostgresPartitionLeases implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresPartitionLeases.class);

  private final Database database;
  private final Timer timer;
  private final String owner;
  private final int partitions;
  private final Duration duration;
  private final Map<Integer, HeldPartition> held = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean stopped;

  PostgresPartitionLeases(Database database, Timer timer, String owner, LogSettings settings) {
    this.database = database;
    this.timer = timer;
    this.owner = owner;
    this.partitions = settings.partitions();
    this.duration = settings.leaseDuration();
  }

  /// Makes the rows that are missing, takes what is free, and keeps at it from now on.
  void start() {
    database.transaction("make the log's partitions", this::makeRows);
    tick();
  }

  private boolean makeRows(Connection connection) throws SQLException {
    Sql.update(
        connection,
        """
        insert into log_partition (partition, owner, epoch, lease_until, head)
        select number, null, 0, '-infinity', 0
        from generate_series(0, ? - 1) as number
        on conflict (partition) do nothing
        """,
        partitions);
    Sql.update(
        connection,
        """
        insert into log_cursor (partition, next_offset, epoch, arrival_clock)
        select number, 0, 0, 'epoch'
        from generate_series(0, ? - 1) as number
        on conflict (partition) do nothing
        """,
        partitions);
    return true;
  }

  private void tick() {
    try {
      for (int partition = 0; partition < partitions && !stopped; partition++) {
        lookAfter(partition);
      }
    } finally {
      if (!stopped) {
        timer.after(duration.dividedBy(3), this::tick);
      }
    }
  }

  private void lookAfter(int partition) {
    HeldPartition ours = held.get(partition);
    try {
      if (ours == null) {
        acquire(partition);
      } else if (!renew(ours.lease())) {
        lost(ours.lease());
      }
    } catch (DatabaseException e) {
      // What we hold stays ours until somebody else takes it, which the epoch would tell.
      LOG.warn("partition {}: the lease could not be looked after: {}", partition, e.getMessage());
    }
  }

  private void acquire(int partition) {
    Optional<HeldPartition> got =
        database.transaction(
            "acquire partition " + partition, connection -> acquire(connection, partition));
    got.ifPresent(ours -> {
      held.put(partition, ours);
      LOG.info("partition {}: held with epoch {}", partition, ours.lease().epoch());
      signalChange();
    });
  }

  private Optional<HeldPartition> acquire(Connection connection, int partition)
      throws SQLException {
    Optional<Long> epoch =
        Sql.queryOne(
            connection,
            """
            update log_partition
            set owner = ?, epoch = epoch + 1, lease_until = now() + ? * interval '1 ms'
            where partition = ?
              and (owner is null or owner = ? or lease_until < now())
            returning epoch
            """,
            row -> row.getLong(1),
            owner,
            duration.toMillis(),
            partition,
            owner);
    if (epoch.isEmpty()) {
      return Optional.empty();
    }
    PartitionLease lease = new PartitionLease(partition, epoch.get());
    return Optional.of(new HeldPartition(lease, lastReceivedAt(connection, partition)));
  }

  /// When the newest event is gone, its reader's clock still says when it arrived.
  private static Instant lastReceivedAt(Connection connection, int partition) throws SQLException {
    return Sql.queryOne(
            connection,
            """
            select greatest(
              (select max(received_at)
               from event
               where partition = log_partition.partition
                 and off = head - 1),
              (select arrival_clock
               from log_cursor
               where partition = log_partition.partition)) as last
            from log_partition
            where partition = ?
            """,
            row -> Sql.instant(row, "last"),
            partition)
        .orElseThrow();
  }

  private boolean renew(PartitionLease lease) {
    return database.transaction(
        "renew partition " + lease.partition(),
        connection ->
            Sql.update(
                    connection,
                    """
                    update log_partition
                    set lease_until = now() + ? * interval '1 ms'
                    where partition = ?
                      and epoch = ?
                      and owner = ?
                    """,
                    duration.toMillis(),
                    lease.partition(),
                    lease.epoch(),
                    owner)
                == 1);
  }

  /// Somebody else holds it by now: whoever noticed says so here, and it is tried again from time to time.
  void lost(PartitionLease lease) {
    HeldPartition ours = held.get(lease.partition());
    if (ours != null && ours.lease().equals(lease) && held.remove(lease.partition(), ours)) {
      LOG.warn("partition {}: lost to another holder", lease.partition());
      signalChange();
    }
  }

  /// What is held of the partition now.
  Optional<HeldPartition> held(int partition) {
    return Optional.ofNullable(held.get(partition));
  }

  List<PartitionLease> leases() {
    return held.values().stream()
        .map(HeldPartition::lease)
        .sorted(Comparator.comparingInt(PartitionLease::partition))
        .toList();
  }

  boolean holdsNothing() {
    return held.isEmpty();
  }

  /// The partition as soon as it is held; empty when it is not and nothing is acquired any more.
  Optional<HeldPartition> await(int partition) throws InterruptedException {
    lock.lock();
    try {
      while (!held.containsKey(partition) && !stopped) {
        changed.await();
      }
      return Optional.ofNullable(held.get(partition));
    } finally {
      lock.unlock();
    }
  }

  private void signalChange() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Acquires and renews nothing any more; what is held stays so for as long as its lease lasts.
  void stop() {
    stopped = true;
    signalChange();
  }

  /// Gives back what is held, so that another node need not wait for the end of the lease.
  @Override
  public void close() {
    stop();
    for (PartitionLease lease : leases()) {
      try {
        database.transaction("give back partition " + lease.partition(), c -> giveBack(c, lease));
      } catch (DatabaseException e) {
        LOG.warn("partition {}: not given back: {}", lease.partition(), e.getMessage());
      }
    }
    held.clear();
  }

  private int giveBack(Connection connection, PartitionLease lease) throws SQLException {
    return Sql.update(
        connection,
        """
        update log_partition
        set owner = null, lease_until = now()
        where partition = ?
          and epoch = ?
          and owner = ?
        """,
        lease.partition(),
        lease.epoch(),
        owner);
  }
}
