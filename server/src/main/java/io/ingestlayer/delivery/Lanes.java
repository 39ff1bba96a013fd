package io.ingestlayer.delivery;

import io.ingestlayer.delivery.PostgresLaneHeads.Head;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.time.Timer;
import io.ingestlayer.workspace.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
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
  private static final long LOOK_NANOS = 5_000_000;
  private static final Duration STOP_MAX = Duration.ofSeconds(10);

  private final LanePlaces lanes;
  private final DestinationStates destinations;
  private final LaneOwnership ownership;
  private final SharedParts shared;
  private final LaneSweep sweep;
  private final TestMessages tests;
  private volatile boolean stopping;

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
    Timer timer = needs.timer();
    lanes = new LanePlaces(needs.bounds().lanesMax(), timer);
    PostgresLaneLease lease = new PostgresLaneLease(needs.database(), needs.nodeId());
    ownership = new LaneOwnership(lease, timer, new Ownership());
    shared =
        new SharedParts(
            needs,
            lease,
            new SharedParts.Around(
                () -> !stopping && ownership.isSafe(),
                it -> lanes.of(it).forEach(Lane::pump),
                ownership::lost));
    destinations = new DestinationStates(needs, shared.alarms(), lanes);
    sweep = new LaneSweep(new PostgresLaneHeads(needs.database()), timer, this::notice);
    tests =
        new TestMessages(
            destinations::of,
            destinations::probeNow,
            needs.contexts(),
            shared.attempts(),
            new RowIds(timer, needs.random()),
            timer);
  }

  /// Takes the lanes over as soon as no other node has them, and from then on sends whatever is open and due.
  ///
  /// Returns after the first try to get the lease. Call it once.
  public void start() {
    destinations.lookForPauses();
    ownership.begin();
    sweep.begin(this::lookRound);
  }

  @Override
  public void take(List<OpenDelivery> committed) {
    if (stopping || !ownership.isSafe()) {
      return;
    }
    Map<LaneKey, List<OpenDelivery>> byLane = new LinkedHashMap<>();
    committed.forEach(it -> byLane.computeIfAbsent(it.lane(), _ -> new ArrayList<>()).add(it));
    byLane.forEach((key, rows) -> tell(key, it -> it.offer(rows)));
  }

  /// The lane of that key; null when there is no place for it in memory.
  private @Nullable Lane lane(LaneKey key) {
    Lane known = lanes.find(key);
    if (known != null || stopping) {
      return known;
    }
    DestinationState state = destinations.of(key.destination());
    return lanes.enter(key, it -> new Lane(it, state, shared));
  }

  /// Sends nothing to the destination any more until it is resumed; kept on stable storage when this returns. What is under
  /// way ends.
  ///
  /// @param by who wants it so
  /// @param reason for people; may be empty
  /// @return false when a person had paused it already
  public boolean pause(String destination, String by, String reason) {
    return destinations.pause(destination, by, reason);
  }

  /// Sends to the destination again, at once; kept on stable storage when this returns.
  ///
  /// @return false when it was not paused
  public boolean resume(String destination, String by) {
    return destinations.resume(destination, by);
  }

  /// Forgets a row that a person is about to take back; false when it is under way here, and cannot be.
  boolean withdraw(LaneKey key, UUID row) {
    Lane lane = lanes.find(key);
    return lane == null || lane.withdraw(row);
  }

  /// Definitions have changed: what waits for a destination to be mended looks at once. The sweep notices it too, a little
  /// later.
  public void definitionsChanged() {
    destinations.definitionsChanged();
  }

  /// A person has connected the destination or disconnected it: it is opened anew, and what waits looks at once.
  public void connectionChanged(String destination) {
    destinations.connectionChanged(destination);
  }

  /// What is done again and again. Returns whether the table may have more lanes to look at.
  private boolean lookRound() {
    destinations.lookForPauses();
    destinations.definitionsChanged();
    forgetIdle();
    return ownership.isSafe() && sweep.page();
  }

  private void notice(Head head) {
    tell(head.lane(), it -> it.noticeDue(head.due()));
  }

  /// The table has new rows of that lane that nobody hands over.
  public void lookAt(LaneKey key) {
    tell(key, Lane::lookAtTable);
  }

  /// @param told false when that lane is closed
  private void tell(LaneKey key, Predicate<Lane> told) {
    Lane lane = lane(key);
    while (lane != null && !told.test(lane)) {
      lanes.leave(lane);
      lane = lane(key);
    }
  }

  private void forgetIdle() {
    for (Lane lane : lanes.all()) {
      if (lane.closeIfIdle()) {
        lanes.leave(lane);
      }
    }
    destinations.forgetRemoved();
  }

  /// Sends what a person tries a destination out with.
  public TestMessages tests() {
    return tests;
  }

  /// How a destination does; ok when nothing was sent to it yet.
  public DestinationHealth health(String destination) {
    return destinations.health(destination);
  }

  /// Rows that were tried and whose outcome is not yet stored.
  public int unsettled() {
    return shared.finisher().unsettled();
  }

  private void pumpAll() {
    lanes.all().forEach(Lane::pump);
  }

  private void closeLanes() {
    for (Lane lane : lanes.all()) {
      lane.close();
      lanes.leave(lane);
    }
  }

  /// Starts nothing more, waits for what is under way, stores what came of it, gives the lease back.
  ///
  /// @param atMost what is not over by then is left: it is due again at the next start
  /// @return whether all of it was over
  public boolean stop(Duration atMost) throws InterruptedException {
    stopping = true;
    long end = System.nanoTime() + atMost.toNanos();
    sweep.end();
    boolean quiet = awaitNoneUnderWay(end);
    boolean stored =
        shared.finisher().drain(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    closeLanes();
    ownership.end();
    destinations.close();
    return quiet && stored;
  }

  private boolean awaitNoneUnderWay(long endNanos) throws InterruptedException {
    while (lanes.all().stream().anyMatch(it -> it.underWay() > 0)) {
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
      destinations.recall();
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
      sweep.page();
    }
  }
}
