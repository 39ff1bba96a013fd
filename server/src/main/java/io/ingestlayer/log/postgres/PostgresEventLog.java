package io.ingestlayer.log.postgres;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.EventIds;
import io.ingestlayer.event.Offset;
import io.ingestlayer.log.AppendResult;
import io.ingestlayer.log.EventLog;
import io.ingestlayer.log.LogFollower;
import io.ingestlayer.log.LogUnavailableException;
import io.ingestlayer.log.NewEvent;
import io.ingestlayer.log.PartitionLease;
import io.ingestlayer.platform.db.DailyPartitions;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.time.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The event log in PostgreSQL. An append claims its idempotency keys and stores its events in one transaction.
///
/// Everything that waits at one moment is one transaction: a single event costs a sync of the disk, five hundred cost
/// one sync too.
public final class PostgresEventLog implements EventLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresEventLog.class);

  private final LogSettings settings;
  private final PostgresPartitionLeases leases;
  private final AppendQueue queue;
  private final PostgresEvents events;
  private final List<Appender> appenders = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<LogFollower> followers = new CopyOnWriteArrayList<>();

  private PostgresEventLog(
      Database database,
      DailyPartitions days,
      LogSettings settings,
      String node,
      Timer timer,
      RandomGenerator random) {
    this.settings = settings;
    this.queue = new AppendQueue(settings);
    this.leases = new PostgresPartitionLeases(database, timer, node, settings);
    this.events = new PostgresEvents(database);
    for (int partition = 0; partition < settings.partitions(); partition++) {
      EventIds ids = new EventIds(new SplittableRandom(random.nextLong()));
      Appender appender =
          new Appender(partition, queue, leases, database, days, timer, ids, this::handOver);
      appenders.add(appender);
      threads.add(Thread.ofPlatform().daemon().name("append-" + partition).unstarted(appender));
    }
  }

  /// A log that writes to every partition that is free, and takes over others as their holders vanish.
  ///
  /// @param database has a connection to spare for each partition, beside those its other users need
  /// @param node who holds the partitions; a node that comes back under its name takes its own at once
  /// @param random the chance in event ids
  public static PostgresEventLog open(
      Database database,
      DailyPartitions days,
      LogSettings settings,
      String node,
      Timer timer,
      RandomGenerator random) {
    PostgresEventLog log = new PostgresEventLog(database, days, settings, node, timer, random);
    log.leases.start();
    log.threads.forEach(Thread::start);
    return log;
  }

  @Override
  public List<AppendResult> append(List<NewEvent> events)
      throws LogUnavailableException, InterruptedException {
    if (events.isEmpty() || events.size() > LogSettings.CALL_MAX) {
      throw new IllegalArgumentException("an append is of 1 to 500 events, not " + events.size());
    }
    for (int i = 0; i < events.size(); i++) {
      PostgresStorable.require(events.get(i), i);
    }
    PendingAppend call = new PendingAppend(List.copyOf(events));
    if (leases.holdsNothing()) {
      throw new LogUnavailableException(call + ": no partition is held by this node");
    }
    queue.add(call);
    return call.await(settings.appendTimeout());
  }

  @Override
  public List<Event> read(Offset from, int max) {
    return events.read(from, max);
  }

  @Override
  public List<Event> readAt(int partition, long[] positions) {
    return events.readAt(partition, positions);
  }

  @Override
  public Optional<Event> find(EventId id) {
    return events.find(id);
  }

  @Override
  public List<PartitionLease> partitions() {
    return leases.leases();
  }

  @Override
  public void follow(LogFollower follower) {
    followers.add(follower);
  }

  /// Events that wait to be written now.
  public int eventsWaiting() {
    return queue.eventsWaiting();
  }

  private void handOver(List<Event> batch) {
    for (LogFollower follower : followers) {
      try {
        follower.appended(batch);
      } catch (RuntimeException e) {
        // It reads again what it missed.
        LOG.error("a follower failed on {} events", batch.size(), e);
      }
    }
  }

  /// Takes no more calls, writes those that wait, and gives the partitions back. What is not written within the append
  /// timeout is answered as unavailable.
  @Override
  public void close() {
    leases.stop();
    queue.close();
    long end = System.nanoTime() + settings.appendTimeout().toNanos();
    boolean interrupted = false;
    for (Thread thread : threads) {
      long millis = Math.max(1, (end - System.nanoTime()) / 1_000_000);
      try {
        thread.join(interrupted ? 1 : millis);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    appenders.forEach(Appender::stop);
    queue.failAll("the log is closed");
    leases.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
