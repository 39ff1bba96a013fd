package io.ingestlayer.log.postgres;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventIds;
import io.ingestlayer.log.AppendResult;
import io.ingestlayer.log.LogUnavailableException;
import io.ingestlayer.log.NewEvent;
import io.ingestlayer.log.postgres.PostgresGroupAppend.Outcome;
import io.ingestlayer.platform.db.DailyPartitions;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one writer of a partition: takes what waits, writes it in one transaction, answers every caller, hands the batch
/// on. Runs on a thread of its own until the queue is closed and empty.
final class Appender implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Appender.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final int partition;
  private final AppendQueue queue;
  private final PostgresPartitionLeases leases;
  private final Database database;
  private final DailyPartitions days;
  private final InstantSource clock;
  private final EventIds ids;
  private final Consumer<List<Event>> committed;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private @Nullable PostgresGroupAppend writer;

  Appender(
      int partition,
      AppendQueue queue,
      PostgresPartitionLeases leases,
      Database database,
      DailyPartitions days,
      InstantSource clock,
      EventIds ids,
      Consumer<List<Event>> committed) {
    this.partition = partition;
    this.queue = queue;
    this.leases = leases;
    this.database = database;
    this.days = days;
    this.clock = clock;
    this.ids = ids;
    this.committed = committed;
  }

  @Override
  public void run() {
    try {
      boolean more = true;
      while (more) {
        more = writeNext();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// No longer tries to learn what became of a commit; a database that does not answer must not keep us from stopping.
  void stop() {
    stopping.countDown();
  }

  /// False when there is nothing more to come.
  private boolean writeNext() throws InterruptedException {
    Optional<HeldPartition> awaited = leases.await(partition);
    if (awaited.isEmpty()) {
      return false;
    }
    List<PendingAppend> group = queue.take();
    if (group.isEmpty()) {
      return false;
    }
    try {
      // It may have been lost and acquired again while there was nothing to write.
      HeldPartition held = leases.held(partition).orElse(awaited.get());
      write(writerUnder(held), held, group);
    } catch (RuntimeException | Error e) {
      LOG.error("partition {}: a group could not be written", partition, e);
      failAll(group, "the log failed", e);
    } finally {
      queue.done();
    }
    return true;
  }

  private PostgresGroupAppend writerUnder(HeldPartition held) {
    PostgresGroupAppend current = writer;
    if (current == null) {
      current = new PostgresGroupAppend(database, days, clock, ids, held);
      writer = current;
    }
    current.under(held);
    return current;
  }

  private void write(PostgresGroupAppend to, HeldPartition held, List<PendingAppend> group)
      throws InterruptedException {
    try {
      switch (to.append(eventsOf(group))) {
        case Outcome.Written written -> answer(group, written.group());
        case Outcome.Unknown unknown -> resolve(to, group, unknown);
        case Outcome.LeaseLost lost -> {
          leases.lost(held.lease());
          failAll(group, "partition " + partition + " is held by another node", null);
          if (leases.holdsNothing()) {
            queue.failAll("no partition is held by this node");
          }
        }
      }
    } catch (DatabaseException e) {
      switch (e.kind()) {
        case UNAVAILABLE, FULL, CONFLICT -> failAll(group, "not now", e);
        case DATA, CONSTRAINT, OTHER -> divide(to, held, group, e);
      }
    }
  }

  private static List<NewEvent> eventsOf(List<PendingAppend> group) {
    if (group.size() == 1) {
      return group.getFirst().events();
    }
    List<NewEvent> events = new ArrayList<>();
    group.forEach(call -> events.addAll(call.events()));
    return events;
  }

  /// Answers first: the callers have waited long enough.
  private void answer(List<PendingAppend> group, WrittenGroup written) {
    int from = 0;
    for (PendingAppend call : group) {
      List<AppendResult> results = written.results().subList(from, from + call.size());
      call.answer(results);
      from += call.size();
    }
    if (!written.events().isEmpty()) {
      committed.accept(written.events());
    }
  }

  /// One call of the group cannot be stored; halving finds it, and its neighbours are stored.
  private void divide(
      PostgresGroupAppend to, HeldPartition held, List<PendingAppend> group, DatabaseException why)
      throws InterruptedException {
    if (group.size() == 1) {
      // The database quotes the payload in its message; the state alone says enough.
      LOG.error("partition {}: {} was refused: {}", partition, why.doing(), why.sqlState());
      PendingAppend call = group.getFirst();
      if (why.kind() == DatabaseException.Kind.OTHER) {
        failAll(group, "the database failed", why);
      } else {
        call.refuse(new IllegalArgumentException(call + ": the database cannot take it", why));
      }
      return;
    }
    int middle = group.size() / 2;
    write(to, held, group.subList(0, middle));
    write(to, held, group.subList(middle, group.size()));
  }

  /// Writes nothing more before it is known what became of that commit.
  private void resolve(PostgresGroupAppend to, List<PendingAppend> group, Outcome.Unknown unknown)
      throws InterruptedException {
    LOG.warn("partition {}: {}", partition, unknown.cause().getMessage());
    boolean stopped = false;
    while (!stopped) {
      try {
        if (to.isStored(unknown.group())) {
          answer(group, unknown.group());
        } else {
          failAll(group, "it was not stored: " + unknown.cause().getMessage(), unknown.cause());
        }
        return;
      } catch (DatabaseException e) {
        LOG.warn("partition {}: {}", partition, e.getMessage());
        stopped = stopping.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
    failAll(group, "closed before it was known whether it is stored", unknown.cause());
  }

  private static void failAll(List<PendingAppend> group, String why, @Nullable Throwable cause) {
    for (PendingAppend call : group) {
      String message = call + ": " + why;
      call.fail(
          cause == null
              ? new LogUnavailableException(message)
              : new LogUnavailableException(message, cause));
    }
  }
}
