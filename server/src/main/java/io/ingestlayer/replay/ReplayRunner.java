package io.ingestlayer.replay;

import io.ingestlayer.delivery.DeliveryId;
import io.ingestlayer.delivery.DeliveryOperations;
import io.ingestlayer.delivery.LaneKey;
import io.ingestlayer.delivery.OpenDelivery;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves the replays on, a few times a second: hears what became of what was promised, and promises what may come next. Each
/// node has one; the place of a replay in the table says which of them goes on.
final class ReplayRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayRunner.class);
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration IDLE = Duration.ofSeconds(2);
  private static final int BATCH_MAX = 500;
  private static final int BATCHES_MAX = 10;

  private final PostgresReplayJobs jobs;
  private final PostgresReplayPromises promises;
  private final SelectedEvents events;
  private final PostgresSelectedDeliveries deliveries;
  private final Consumer<LaneKey> newRows;
  private final DeliveryOperations operations;
  private final Timer timer;
  private final Map<ReplayId, ReplayWindow> windows = new HashMap<>();
  private volatile boolean closed;

  ReplayRunner(
      PostgresReplayJobs jobs,
      PostgresReplayPromises promises,
      SelectedEvents events,
      PostgresSelectedDeliveries deliveries,
      Consumer<LaneKey> newRows,
      DeliveryOperations operations,
      Timer timer) {
    this.jobs = jobs;
    this.promises = promises;
    this.events = events;
    this.deliveries = deliveries;
    this.newRows = newRows;
    this.operations = operations;
    this.timer = timer;
  }

  /// Goes on by itself until it is closed.
  void start() {
    run(EVERY);
  }

  private void run(Duration after) {
    timer.after(
        after,
        () -> {
          if (!closed) {
            run(turn() ? EVERY : IDLE);
          }
        });
  }

  /// True when there is something to move on.
  private synchronized boolean turn() {
    try {
      List<Replay> open = jobs.open();
      Set<ReplayId> known = new HashSet<>();
      for (Replay replay : open) {
        known.add(replay.id());
        turn(replay);
      }
      windows.keySet().retainAll(known);
      return !open.isEmpty();
    } catch (DatabaseException e) {
      if (!closed) {
        LOG.warn("replays go on later: {}", e.getMessage());
      }
      return true;
    }
  }

  /// One that fails does not keep the others from going on.
  private void turn(Replay replay) {
    try {
      Instant now = timer.instant();
      promises.hear(replay, now);
      jobs.find(replay.id()).ifPresent(it -> moveOn(it, now));
    } catch (DatabaseException e) {
      LOG.warn("{} goes on later: {}", replay.id(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{} is tried again, until it is canceled", replay.id(), e);
    }
  }

  private void moveOn(Replay replay, Instant now) {
    switch (replay.state()) {
      case RUNNING -> promise(replay, now);
      case CANCELED -> takeBack(replay);
      case PAUSED, DONE -> {
        // What was promised goes on, and is heard of.
      }
    }
  }

  private void promise(Replay begun, Instant now) {
    ReplayWindow window = windows.computeIfAbsent(begun.id(), _ -> new ReplayWindow());
    Replay replay = begun;
    long ended =
        replay.progress().delivered() + replay.progress().dead() + replay.progress().canceled();
    for (int batches = 0; batches < BATCHES_MAX && !closed; batches++) {
      int room = Math.min(BATCH_MAX, window.room(replay, ended, now));
      if (replay.complete() || replay.state() != Replay.State.RUNNING || room == 0) {
        return;
      }
      Batch batch = next(replay, room);
      List<OpenDelivery> rows = promises.promise(replay, batch, now);
      rows.stream().map(OpenDelivery::lane).distinct().forEach(newRows);
      window.promised(batch.promises().size());
      replay = jobs.find(replay.id()).orElse(replay);
    }
  }

  private Batch next(Replay replay, int limit) {
    return switch (replay.selection()) {
      case Selection.OfOne(DeliveryId delivery) -> deliveries.one(delivery, replay.number());
      case Selection.OfDeliveries of ->
          deliveries.next(of, replay.number(), replay.place(), replay.createdAt(), limit);
      case Selection.OfEvents of ->
          events.next(of, replay.number(), replay.place(), replay.createdAt(), limit);
    };
  }

  /// What is under way cannot be called back; it is heard of when it has ended.
  private void takeBack(Replay replay) {
    for (DeliveryId delivery : promises.unheard(replay, BATCH_MAX)) {
      if (closed) {
        return;
      }
      operations.cancel(delivery);
    }
    promises.hear(replay, timer.instant());
  }

  /// Begins nothing more.
  @Override
  public void close() {
    closed = true;
  }
}
