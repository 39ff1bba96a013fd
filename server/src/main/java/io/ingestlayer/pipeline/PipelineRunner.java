package io.ingestlayer.pipeline;

import io.ingestlayer.delivery.LaneInbox;
import io.ingestlayer.delivery.OpenDelivery;
import io.ingestlayer.event.Event;
import io.ingestlayer.event.Offset;
import io.ingestlayer.log.EventLog;
import io.ingestlayer.log.PartitionLease;
import io.ingestlayer.outbox.OutboxRelay;
import io.ingestlayer.platform.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides about every event of the partitions that this node holds, each once, in order; one transaction at a time.
///
/// Events come from the appenders through memory, and from the log when memory lacks them: after a start, a take-over, a
/// failure, or when they came faster than they were decided. What is promised goes to the lanes once it is committed. A
/// crash anywhere repeats work, never its effect: the cursor moves in the transaction that writes what was decided.
public final class PipelineRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineRunner.class);

  /// Characters of payload that one look into the log should bring, by the size of what came last.
  private static final long READ_CHARACTERS = 16L * 1024 * 1024;

  private static final int READ_MIN = 50;

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

  private final EventLog log;
  private final Decisions decisions;
  private final Decider decider;
  private final LaneInbox lanes;
  private final Timer timer;
  private final OutboxRelay outbox;
  private final PipelineBounds bounds;
  private final HandOff handOff;
  private final Map<Integer, PartitionProgress> partitions = new HashMap<>();
  private final AtomicBoolean lookAgain = new AtomicBoolean();
  private final Thread thread = Thread.ofPlatform().daemon().name("decider").unstarted(this::run);
  private volatile boolean stopped;
  private int readMax = 500;

  public PipelineRunner(
      EventLog log,
      PostgresDecisions decisions,
      Decider decider,
      LaneInbox lanes,
      OutboxRelay outbox,
      Timer timer,
      PipelineBounds bounds) {
    this(
        log,
        decisions,
        decider,
        lanes,
        outbox,
        timer,
        bounds,
        new HandOff(bounds.handoffEventsMax(), bounds.handoffCharactersMax()));
  }

  PipelineRunner(
      EventLog log,
      Decisions decisions,
      Decider decider,
      LaneInbox lanes,
      OutboxRelay outbox,
      Timer timer,
      PipelineBounds bounds,
      HandOff handOff) {
    this.log = log;
    this.decisions = decisions;
    this.decider = decider;
    this.lanes = lanes;
    this.outbox = outbox;
    this.timer = timer;
    this.bounds = bounds;
    this.handOff = handOff;
  }

  /// Begins to decide. Called once.
  public void start() {
    log.follow(handOff);
    thread.start();
    lookAgainLater();
  }

  /// What memory knows nothing of is found this way: a partition taken over, a batch that was never handed over.
  private void lookAgainLater() {
    timer.after(
        LOOK_AGAIN,
        () -> {
          if (!stopped) {
            lookAgain.set(true);
            handOff.wake();
            lookAgainLater();
          }
        });
  }

  private void run() {
    try {
      while (!stopped) {
        if (!decideOnce()) {
          handOff.await();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// One batch of each partition. False when there was nothing to do.
  boolean decideOnce() {
    List<PartitionLease> held = log.partitions();
    forgetOthers(held);
    boolean afresh = lookAgain.getAndSet(false);
    boolean worked = false;
    for (PartitionLease lease : held) {
      PartitionProgress progress =
          partitions.computeIfAbsent(
              lease.partition(), _ -> new PartitionProgress(lease, bounds.batchEventsMax()));
      if (afresh) {
        progress.behindLog(true);
      }
      if (!stopped && !progress.isPaused(timer.instant())) {
        worked |= decideOnce(progress);
      }
    }
    return worked;
  }

  /// What was taken from us waits for nobody here.
  private void forgetOthers(List<PartitionLease> held) {
    for (PartitionProgress progress : List.copyOf(partitions.values())) {
      if (!held.contains(progress.lease())) {
        partitions.remove(progress.lease().partition());
        handOff.forget(progress.lease().partition());
      }
    }
  }

  private boolean decideOnce(PartitionProgress progress) {
    List<Event> events = List.of();
    LastDecision last = new LastDecision();
    try {
      Long next = progress.next();
      if (next == null) {
        return find(progress);
      }
      events = events(progress, next);
      if (events.isEmpty()) {
        return false;
      }
      commit(progress, events, last);
      return true;
    } catch (RuntimeException | StackOverflowError e) {
      failed(progress, events, last, e);
      return true;
    }
  }

  /// Asks the database where to go on. False when another node holds the partition.
  private boolean find(PartitionProgress progress) {
    OptionalLong next = decisions.next(progress.lease());
    if (next.isEmpty()) {
      return false;
    }
    handOver(progress.startAt(next.getAsLong()));
    return true;
  }

  private List<Event> events(PartitionProgress progress, long next) {
    int partition = progress.lease().partition();
    List<Event> handed = handOff.take(partition, next, progress.batchMax());
    if (!handed.isEmpty()) {
      return handed;
    }
    if (!handOff.isBehindLog(partition) && !progress.isBehindLog()) {
      return List.of();
    }
    List<Event> read =
        log.read(new Offset(partition, next), Math.min(readMax, progress.batchMax()));
    progress.behindLog(!read.isEmpty());
    learnSize(read);
    return read;
  }

  private void learnSize(List<Event> read) {
    long characters = 0;
    for (Event event : read) {
      characters += event.payload().text().length();
    }
    if (!read.isEmpty()) {
      long average = Math.max(1, characters / read.size());
      int most = bounds.batchEventsMax();
      readMax = Math.clamp(READ_CHARACTERS / average, Math.min(READ_MIN, most), most);
    }
  }

  /// What was decided last, for when the commit's answer is lost.
  private static final class LastDecision {
    @Nullable Decision decision;
  }

  private void commit(PartitionProgress progress, List<Event> events, LastDecision last) {
    Instant now = timer.instant();
    boolean poison = progress.isPoison();
    boolean withCopy = progress.isPoisonWithCopy();
    Optional<Decision> committed =
        decisions.commit(
            progress.lease(),
            events,
            now,
            counting -> {
              Decision decision =
                  poison
                      ? decider.poison(events.getFirst(), now, withCopy)
                      : decider.decide(events, now, counting);
              last.decision = decision;
              return decision;
            });
    if (committed.isEmpty()) {
      Duration pause = progress.overtaken(timer.instant());
      timer.after(pause, handOff::wake);
      return;
    }
    if (poison) {
      LOG.error("event {} is given up: poison_event", events.getFirst().id());
    }
    progress.decided(events, poison);
    handOver(committed.get().open());
    if (!committed.get().outbox().isEmpty()) {
      outbox.wake();
    }
  }

  /// What is committed is durable; that the lanes could not take it now loses nothing.
  private void handOver(List<OpenDelivery> promised) {
    if (!promised.isEmpty()) {
      try {
        lanes.take(promised);
      } catch (RuntimeException e) {
        LOG.error("{} promises could not be handed to the lanes", promised.size(), e);
      }
    }
  }

  private void failed(
      PartitionProgress progress, List<Event> events, LastDecision last, Throwable fault) {
    Decision decision = last.decision;
    progress.forget(
        decision != null
            ? new PartitionProgress.Attempted(
                events.getLast().offset().position() + 1, decision.open())
            : null);
    Duration pause = progress.failed(events, fault, timer.instant());
    LOG.warn(
        "decision of {} events of partition {} failed, next try in {}",
        events.size(),
        progress.lease().partition(),
        pause,
        fault);
    if (pause.isPositive()) {
      timer.after(pause, handOff::wake);
    }
  }

  /// Stops after the batch at hand; waits for it, but not for ever.
  @Override
  public void close() {
    stopped = true;
    handOff.close();
    try {
      if (thread.isAlive() && !thread.join(STOP_WITHIN)) {
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
