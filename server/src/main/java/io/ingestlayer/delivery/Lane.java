package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.DestinationHealth.LaneHealth;
import io.ingestlayer.delivery.PostgresDueRows.Due;
import io.ingestlayer.delivery.PostgresDueRows.Wanted;
import io.ingestlayer.delivery.Targets.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One queue to one destination: sends what is due as fast as the vendor takes it, and fetches from the table what has no
/// room in memory.
///
/// Whatever happens ends in `pump`, which does what can be done now and has itself called when more can be done. The lock
/// is held for that only, never over an attempt or a statement. Any thread may call it.
final class Lane {
  /// A row decided so lately may still be handed over by who decided it, and is not read from the table; unless a later
  /// one of its partition was.
  static final Duration HANDOVER = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final int ROWS_PER_READ = 200;
  private static final Duration UNREADABLE_FOR = Duration.ofHours(1);

  private final LaneKey key;
  private final DestinationState destination;
  private final LaneParts parts;
  private final LaneAttempts attempts;
  private final LaneQueue queue;
  private final LaneGate gate;
  private final LaneTable table = new LaneTable();
  private final LaneIntake intake;
  private final LaneWake wake;
  private boolean closed;
  private int underWay;

  Lane(LaneKey key, DestinationState destination, LaneParts parts) {
    this.key = key;
    this.destination = destination;
    this.parts = parts;
    this.attempts = new LaneAttempts(key, destination, parts);
    this.queue = new LaneQueue(parts.memory());
    this.gate = new LaneGate(key, destination);
    this.intake = new LaneIntake(destination, queue, table, gate);
    this.wake = new LaneWake(parts.timer(), this::pump);
  }

  LaneKey key() {
    return key;
  }

  DestinationState destination() {
    return destination;
  }

  /// Takes rows over that were just decided; what has no room stays in the table. False when this lane is closed.
  boolean offer(List<OpenDelivery> rows) {
    synchronized (this) {
      if (closed) {
        return false;
      }
      intake.offer(rows);
    }
    pump();
    return true;
  }

  /// The table has new rows of this lane. False when this lane is closed.
  boolean lookAtTable() {
    synchronized (this) {
      if (closed) {
        return false;
      }
      table.mayHaveMore(true);
    }
    pump();
    return true;
  }

  /// The table has a row of this lane that is due since then. False when this lane is closed.
  boolean noticeDue(Instant due) {
    Instant now = parts.timer().instant();
    boolean expired = !due.plus(Settler.WAIT_MAX).isAfter(now);
    synchronized (this) {
      if (closed) {
        return false;
      }
      if (expired && gate.holding() != null && !table.isReading() && parts.mayStart(this)) {
        read(Settler.WAIT_MAX, ROWS_PER_READ, false);
      } else {
        table.seenDue(now);
      }
    }
    pump();
    return true;
  }

  /// The destination may have been mended: a broken lane looks at once.
  void probeNow() {
    synchronized (this) {
      gate.probeNow(parts.timer().instant());
    }
    pump();
  }

  /// Forgets a row that is not under way; if it is still in the table it is read again. False when it is under way, or what
  /// came of it is not stored yet.
  synchronized boolean withdraw(UUID row) {
    boolean wasReady = queue.withdraw(row);
    table.mayHaveMore(wasReady);
    return wasReady || !queue.holds(row);
  }

  /// Does what can be done now, and has itself called again when more can be done.
  synchronized void pump() {
    if (closed) {
      return;
    }
    Instant now = parts.timer().instant();
    table.turnTo(now);
    Instant blockedUntil = startAll(now);
    if (table.mayRead(now) && intake.hasRoom(underWay == 0) && parts.mayStart(this)) {
      read(Duration.ZERO, gate.isProbing() ? 1 : ROWS_PER_READ, true);
    }
    wake.at(LaneTable.earliest(blockedUntil, table.lookAt(now)));
  }

  /// Starts attempts until there is nothing to send, or nothing may be sent; in that case until when.
  private @Nullable Instant startAll(Instant now) {
    Target target = destination.target().orElse(null);
    if (target == null) {
      return waitForDefinition(now);
    }
    gate.found();
    if (gate.holding() != null && !gate.isProbing()) {
      table.mayHaveMore(queue.dropReady());
    }
    while (parts.mayStart(this) && underWay < target.lanes().concurrency()) {
      // A replay waits until it is known that nothing live does.
      boolean replays = !table.mayHaveLive();
      if (queue.isReadyEmpty(true) && !table.isBehind() && !table.isReading()) {
        if (underWay == 0 && table.hasNothing() && gate.hasNothing()) {
          pumpOthers();
        }
        return null;
      }
      Instant until = gate.blockedUntil(now, underWay);
      if (until != null || queue.isReadyEmpty(replays)) {
        return until;
      }
      start(target, now, replays);
    }
    return null;
  }

  private @Nullable Instant waitForDefinition(Instant now) {
    table.mayHaveMore(queue.dropReady());
    if (queue.isEmpty() && table.hasNothing()) {
      return null;
    }
    boolean news = gate.missing(now);
    Holding missing = gate.holding();
    if (news && missing != null) {
      attempts.markWaitingSoon(missing.why());
    }
    return missing == null ? null : missing.nextProbe();
  }

  private void start(Target target, Instant now, boolean replays) {
    boolean probe = gate.isProbing();
    List<OpenDelivery> rows =
        new ArrayList<>(queue.take(probe ? 1 : target.lanes().batchMax(), replays));
    List<OpenDelivery> expired = rows.stream().filter(it -> Settler.isExpired(it, now)).toList();
    if (!expired.isEmpty()) {
      rows.removeAll(expired);
      expire(expired, now);
    }
    if (rows.isEmpty()) {
      return;
    }
    LiveDestination live;
    try {
      live = destination.use(target);
    } catch (RuntimeException e) {
      LOG.error("destination {} cannot be opened", key.destination(), e);
      queue.putBack(rows);
      table.mayHaveMore(queue.dropReady());
      Hold why = LaneAttempts.cannotOpen(e);
      gate.hold(why, now);
      attempts.markWaitingSoon(why);
      return;
    }
    underWay++;
    int deliveries = rows.stream().mapToInt(it -> it.deliveries().size()).sum();
    gate.sent(now, deliveries, target.lanes().rate());
    Thread.ofVirtual().name("attempt").start(() -> run(live, rows, probe));
  }

  private void expire(List<OpenDelivery> rows, Instant now) {
    parts
        .finisher()
        .submit(this, rows.stream().map(it -> parts.settler().expire(it, now)).toList());
  }

  private void run(LiveDestination live, List<OpenDelivery> rows, boolean probe) {
    LaneAttempts.Outcome outcome = attempts.send(live, rows);
    boolean others = outcome.others();
    synchronized (this) {
      underWay--;
      if (closed) {
        return;
      }
      Attempt last = outcome.last();
      gate.sent(last.at(), last.deliveries().size(), live.target().lanes().rate());
      others |= gate.heed(outcome.verdict(), probe, outcome.at());
      intake.keepWaiting(outcome.settlements());
      parts.finisher().submit(this, outcome.settlements());
    }
    Hold broken = outcome.verdict().hold();
    if (broken != null) {
      attempts.markWaiting(broken);
    }
    if (others) {
      parts.pumpAll(key.destination());
    }
    pump();
  }

  /// The outcomes are on stable storage; the finisher calls it.
  void stored(List<Settlement> settlements) {
    synchronized (this) {
      if (closed) {
        return;
      }
      intake.stored(settlements);
    }
    pump();
  }

  /// @param overdue only what has been due for so long is wanted
  /// @param all whether everything that is due is wanted
  private void read(Duration overdue, int max, boolean all) {
    table.beginReading(all);
    parts.reads().submit(key.destination(), () -> readInTurn(overdue, max));
  }

  private void readInTurn(Duration overdue, int max) {
    if (isClosed()) {
      return;
    }
    Instant now = parts.timer().instant();
    try {
      Due due = parts.rows().due(wanted(now.minus(overdue), now, max));
      if (!due.unreadable().isEmpty()) {
        parts.marks().setAside(due.unreadable(), now.plus(UNREADABLE_FOR));
      }
      take(due, now);
    } catch (RuntimeException e) {
      LOG.warn("due deliveries to {} could not be read", key.destination(), e);
      readFailed(now);
    }
    pump();
  }

  private synchronized Wanted wanted(Instant until, Instant now, int max) {
    return intake.wanted(key, until, now.minus(HANDOVER), max);
  }

  private synchronized void take(Due due, Instant now) {
    if (closed) {
      return;
    }
    List<OpenDelivery> expired = intake.take(due, now);
    if (!expired.isEmpty()) {
      expire(expired, now);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void readFailed(Instant now) {
    table.readFailed(now);
  }

  private void pumpOthers() {
    Thread.ofVirtual().name("pump").start(() -> parts.pumpAll(key.destination()));
  }

  /// Closes the lane if it has nothing to do or to remember. True when it is closed.
  synchronized boolean closeIfIdle() {
    Instant now = parts.timer().instant();
    if (queue.isEmpty() && underWay == 0 && table.isIdle(now) && gate.isQuiet(now)) {
      close();
    }
    return closed;
  }

  /// Closes the lane if nothing of it is in memory and it only waits to be mended or resumed: what the table has of it is
  /// found there again. True when it is closed.
  synchronized boolean closeIfResting() {
    Instant now = parts.timer().instant();
    if (queue.isEmpty() && underWay == 0 && !table.isReading() && gate.mayRest(now)) {
      close();
    }
    return closed;
  }

  /// Forgets everything; nothing of what is under way has any effect here any more.
  synchronized void close() {
    closed = true;
    wake.at(null);
    gate.hasNothing();
    queue.clear();
  }

  synchronized int underWay() {
    return underWay;
  }

  synchronized LaneHealth health() {
    int inMemory = queue.readyDeliveries() + underWay;
    return gate.health(inMemory, parts.timer().instant());
  }
}
