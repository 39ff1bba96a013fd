package io.ingestlayer.delivery;

import io.ingestlayer.delivery.DestinationHealth.LaneHealth;
import io.ingestlayer.delivery.PostgresOpenRows.Head;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.workspace.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All lanes of this node: takes decided deliveries over, finds those that wait in the table, keeps the right to send.
///
/// The table is what counts; memory only saves reading it. Whatever is lost here is found again by the sweep, which goes
/// round the lanes of the table. Any thread may call it.
public final class Lanes implements LaneInbox, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
  private static final int LANES_PER_SWEEP = 500;
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
  private static final Duration SWEEP_ON_AFTER = Duration.ofMillis(50);
  private static final long LOOK_NANOS = 5_000_000;
  private static final Duration STOP_MAX = Duration.ofSeconds(10);

  private final Timer timer;
  private final LaneBounds bounds;
  private final Targets targets;
  private final Function<String, DestinationContext> contexts;
  private final Map<LaneKey, Lane> lanes = new ConcurrentHashMap<>();
  private final Map<String, DestinationState> destinations = new ConcurrentHashMap<>();
  private final LaneOwnership ownership;
  private final Shared shared;
  private volatile boolean stopping;
  private long sweptTo = Long.MIN_VALUE;

  /// What the lanes need from the process around them.
  ///
  /// @param contexts what a destination of that name is opened with
  /// @param nodeId stays the same over restarts, so that a node takes its own lanes up at once
  public record Needs(
      Database database,
      Workspace workspace,
      Targets targets,
      RenderLimits limits,
      Function<String, DestinationContext> contexts,
      EventSource events,
      Timer timer,
      RandomGenerator random,
      String nodeId,
      LaneBounds bounds) {}

  public Lanes(Needs needs) {
    timer = needs.timer();
    bounds = needs.bounds();
    targets = needs.targets();
    contexts = needs.contexts();
    PostgresLaneLease lease = new PostgresLaneLease(needs.database(), needs.nodeId());
    ownership = new LaneOwnership(lease, timer, new Ownership());
    shared = new Shared(needs, lease);
  }

  /// Takes the lanes over as soon as no other node has them, and from then on sends whatever is open and due.
  ///
  /// Returns after the first try to get the lease. Call it once.
  public void start() {
    ownership.begin();
    sweep();
  }

  @Override
  public void take(List<OpenDelivery> committed) {
    if (stopping || !ownership.isSafe()) {
      return;
    }
    Map<LaneKey, List<OpenDelivery>> byLane = new LinkedHashMap<>();
    committed.forEach(it -> byLane.computeIfAbsent(it.lane(), _ -> new ArrayList<>()).add(it));
    byLane.forEach(this::offer);
  }

  private void offer(LaneKey key, List<OpenDelivery> rows) {
    Lane lane = lane(key);
    while (lane != null && !lane.offer(rows)) {
      lanes.remove(key, lane);
      lane = lane(key);
    }
  }

  /// The lane of that key; null when there are too many in memory already.
  private @Nullable Lane lane(LaneKey key) {
    Lane known = lanes.get(key);
    if (known != null || stopping || lanes.size() >= bounds.lanesMax()) {
      return known;
    }
    return lanes.computeIfAbsent(key, it -> new Lane(it, state(it.destination()), shared));
  }

  private DestinationState state(String destination) {
    return destinations.computeIfAbsent(
        destination, it -> new DestinationState(it, targets, contexts));
  }

  /// Forgets a row that a person is about to take back, unless it is under way.
  void withdraw(LaneKey key, UUID row) {
    Lane lane = lanes.get(key);
    if (lane != null) {
      lane.withdraw(row);
    }
  }

  /// Definitions have changed: what waits for a destination to be mended looks at once. The sweep notices it too, a little
  /// later.
  public void definitionsChanged() {
    Instant now = timer.instant();
    destinations.forEach((name, state) -> {
      if (state.hasChanged()) {
        state.probeNow(now);
        of(name).forEach(Lane::probeNow);
      }
    });
  }

  private List<Lane> of(String destination) {
    return lanes.values().stream()
        .filter(it -> it.key().destination().equals(destination))
        .toList();
  }

  private void sweep() {
    if (stopping) {
      return;
    }
    boolean more = false;
    try {
      definitionsChanged();
      forgetIdle();
      more = ownership.isSafe() && sweepPage();
    } finally {
      timer.after(more ? SWEEP_ON_AFTER : SWEEP_EVERY, this::sweep);
    }
  }

  /// One page of the lanes in the table. True when there are more.
  private synchronized boolean sweepPage() {
    List<Head> heads;
    try {
      heads = shared.rows().lanes(sweptTo, LANES_PER_SWEEP);
    } catch (DatabaseException e) {
      LOG.warn("lanes with open deliveries could not be looked for: {}", e.getMessage());
      return false;
    }
    boolean more = heads.size() == LANES_PER_SWEEP;
    sweptTo = more ? heads.getLast().laneId() : Long.MIN_VALUE;
    Instant now = timer.instant();
    for (Head head : heads) {
      if (!head.due().isAfter(now)) {
        notice(head);
      }
    }
    return more;
  }

  private void notice(Head head) {
    Lane lane = lane(head.lane());
    while (lane != null && !lane.noticeDue(head.due())) {
      lanes.remove(head.lane(), lane);
      lane = lane(head.lane());
    }
  }

  private void forgetIdle() {
    lanes.forEach((key, lane) -> {
      if (lane.closeIfIdle()) {
        lanes.remove(key, lane);
      }
    });
    destinations.forEach((name, state) -> {
      if (state.target().isEmpty() && of(name).isEmpty()) {
        state.close();
        destinations.remove(name, state);
      }
    });
  }

  /// How a destination does; ok when nothing was sent to it yet.
  public DestinationHealth health(String destination) {
    DestinationState state = state(destination);
    List<LaneHealth> all =
        of(destination).stream()
            .map(Lane::health)
            .sorted(
                Comparator.comparing(LaneHealth::state)
                    .thenComparingInt(LaneHealth::inMemory)
                    .reversed())
            .toList();
    LaneHealth worst =
        all.isEmpty()
            ? new LaneGate(new LaneKey(destination, ""), state).health(0, timer.instant())
            : all.getFirst();
    return new DestinationHealth(
        destination,
        worst.state(),
        worst.since(),
        worst.code(),
        worst.reason(),
        worst.suggestion(),
        state.lastSuccess(),
        state.lastFailure(),
        all.stream().mapToInt(LaneHealth::inMemory).sum(),
        worst.nextTry(),
        all.stream().limit(DestinationHealth.LANES_MAX).toList());
  }

  /// Rows that were tried and whose outcome is not yet stored.
  public int unsettled() {
    return shared.finisher().unsettled();
  }

  private void pumpAll() {
    lanes.values().forEach(Lane::pump);
  }

  private void closeLanes() {
    lanes.forEach((key, lane) -> {
      lane.close();
      lanes.remove(key, lane);
    });
  }

  /// Starts nothing more, waits for what is under way, stores what came of it, gives the lease back.
  ///
  /// @param atMost what is not over by then is left: it is due again at the next start
  /// @return whether all of it was over
  public boolean stop(Duration atMost) throws InterruptedException {
    stopping = true;
    long end = System.nanoTime() + atMost.toNanos();
    boolean quiet = shared.awaitNoneUnderWay(end);
    boolean stored =
        shared.finisher().drain(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    closeLanes();
    ownership.end();
    destinations.values().forEach(DestinationState::close);
    return quiet && stored;
  }

  @Override
  public void close() {
    try {
      if (!stop(STOP_MAX)) {
        LOG.warn("attempts were still under way when the lanes stopped; they are repeated");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Hears of the lease.
  private final class Ownership implements LaneOwnership.Listener {
    @Override
    public void gained(long epoch) {
      shared.finisher().begin(epoch);
      pumpAll();
    }

    @Override
    public void lost() {
      closeLanes();
    }

    @Override
    public void confirmed() {
      pumpAll();
      sweepPage();
    }
  }

  /// What all lanes share.
  private final class Shared implements Lane.Parts {
    private final PostgresOpenRows rows;
    private final Finisher finisher;
    private final Settler settler;
    private final AttemptRun attempts;
    private final LaneMemory memory;

    Shared(Needs needs, PostgresLaneLease lease) {
      RowIds ids = new RowIds(needs.timer(), needs.random());
      rows = new PostgresOpenRows(needs.database(), needs.workspace(), needs.events());
      settler = new Settler(ids);
      attempts = new AttemptRun(needs.timer(), ids);
      memory = new LaneMemory(needs.bounds());
      finisher =
          new Finisher(
              new PostgresFinish(needs.database(), lease, needs.limits(), needs.timer()),
              needs.timer(),
              needs.bounds().unsettledMax(),
              Lanes.this::pumpAll,
              ownership::lost);
    }

    boolean awaitNoneUnderWay(long endNanos) throws InterruptedException {
      while (lanes.values().stream().anyMatch(it -> it.underWay() > 0)) {
        if (System.nanoTime() - endNanos >= 0) {
          return false;
        }
        LockSupport.parkNanos(LOOK_NANOS);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return true;
    }

    @Override
    public Timer timer() {
      return timer;
    }

    @Override
    public PostgresOpenRows rows() {
      return rows;
    }

    @Override
    public Finisher finisher() {
      return finisher;
    }

    @Override
    public Settler settler() {
      return settler;
    }

    @Override
    public AttemptRun attempts() {
      return attempts;
    }

    @Override
    public LaneMemory memory() {
      return memory;
    }

    @Override
    public boolean mayStart() {
      return !stopping && finisher.takesMore() && ownership.isSafe();
    }

    @Override
    public void pumpAll(String destination) {
      of(destination).forEach(Lane::pump);
    }
  }
}
