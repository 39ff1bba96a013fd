package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.CommitUnknownException;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.time.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores what attempts came to: whatever waits at that moment goes into one transaction, one after another.
///
/// Under load a group is what was answered during the commit before it, so that the number of commits is bounded without
/// anybody waiting for a timer. While the database cannot be reached the group is kept and tried again, and the lanes are
/// told to start nothing more. Any thread may submit.
final class Finisher {
  private static final Logger LOG = LoggerFactory.getLogger(Finisher.class);
  private static final int GROUP_ROWS_MAX = 512;
  private static final int GROUP_DELIVERIES_MAX = 8_000;
  private static final long NO_LEASE = -1;
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

  private final PostgresFinish finish;
  private final Timer timer;
  private final int unsettledMax;
  private final Runnable takesMoreAgain;
  private final Runnable leaseLost;
  private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
  private int unsettled;
  private long epoch = NO_LEASE;
  private boolean working;
  private boolean stalled;
  private boolean inDoubt;

  /// @param takesMoreAgain called when lanes that were told to wait may go on
  /// @param leaseLost called when another turned out to have the lanes; everything waiting has been dropped
  Finisher(
      PostgresFinish finish,
      Timer timer,
      int unsettledMax,
      Runnable takesMoreAgain,
      Runnable leaseLost) {
    this.finish = finish;
    this.timer = timer;
    this.unsettledMax = unsettledMax;
    this.takesMoreAgain = takesMoreAgain;
    this.leaseLost = leaseLost;
  }

  private record Entry(Lane lane, Settlement settlement) {}

  /// What is submitted from now on is finished under this lease; what was submitted before is dropped.
  synchronized void begin(long newEpoch) {
    epoch = newEpoch;
    drop();
  }

  /// Takes over outcomes to be stored; the lane is told when they are. Returns at once.
  void submit(Lane lane, List<Settlement> settlements) {
    synchronized (this) {
      if (epoch == NO_LEASE) {
        return;
      }
      settlements.forEach(it -> waiting.addLast(new Entry(lane, it)));
      unsettled += settlements.size();
      if (working || stalled) {
        return;
      }
      working = true;
    }
    Thread.ofVirtual().name("finisher").start(this::work);
  }

  /// Whether lanes may start attempts.
  synchronized boolean takesMore() {
    return epoch != NO_LEASE && !stalled && unsettled < unsettledMax;
  }

  synchronized int unsettled() {
    return unsettled;
  }

  private void work() {
    while (true) {
      long under;
      boolean repeated;
      List<Entry> group;
      synchronized (this) {
        group = next();
        under = epoch;
        repeated = inDoubt;
        if (group.isEmpty()) {
          working = false;
          notifyAll();
          return;
        }
      }
      if (!store(under, group, repeated)) {
        return;
      }
    }
  }

  private List<Entry> next() {
    List<Entry> group = new ArrayList<>();
    int deliveries = 0;
    while (!waiting.isEmpty()
        && group.size() < GROUP_ROWS_MAX
        && deliveries < GROUP_DELIVERIES_MAX) {
      Entry entry = waiting.removeFirst();
      group.add(entry);
      deliveries += entry.settlement().row().deliveries().size();
    }
    return group;
  }

  /// False when this is not the time to go on.
  private boolean store(long under, List<Entry> group, boolean repeated) {
    try {
      finish.commit(under, group.stream().map(Entry::settlement).toList(), repeated);
      stored(under, group);
      return true;
    } catch (LeaseLostException e) {
      LOG.warn("another has the lanes; {} outcomes are left to it", group.size());
      synchronized (this) {
        working = false;
        epoch = NO_LEASE;
        drop();
      }
      leaseLost.run();
      return false;
    } catch (DatabaseException e) {
      if (e.kind() == DatabaseException.Kind.DATA) {
        return apart(under, group, e);
      }
      stall(under, group, e);
      return false;
    } catch (RuntimeException e) {
      return apart(under, group, e);
    }
  }

  private void stored(long under, List<Entry> group) {
    boolean again;
    synchronized (this) {
      if (under != epoch) {
        return;
      }
      again = stalled || (unsettled >= unsettledMax && unsettled - group.size() < unsettledMax);
      unsettled -= group.size();
      stalled = false;
      inDoubt = false;
    }
    Map<Lane, List<Settlement>> byLane = new LinkedHashMap<>();
    group.forEach(
        it -> byLane.computeIfAbsent(it.lane(), _ -> new ArrayList<>()).add(it.settlement()));
    byLane.forEach(Lane::stored);
    if (again) {
      takesMoreAgain.run();
    }
  }

  /// Something in the group is not for this database: each half alone, until it stands alone and is set aside.
  private boolean apart(long under, List<Entry> group, RuntimeException why) {
    if (group.size() > 1) {
      int half = group.size() / 2;
      List<Entry> rest = group.subList(half, group.size());
      if (store(under, group.subList(0, half), true)) {
        return store(under, rest, true);
      }
      putBack(under, rest);
      return false;
    }
    Settlement settlement = group.getFirst().settlement();
    LOG.error("the outcome of open delivery {} cannot be stored", settlement.id(), why);
    try {
      finish.setAside(under, settlement, "What came of it could not be stored.", timer.instant());
      stored(under, group);
      return true;
    } catch (DatabaseException e) {
      stall(under, group, e);
      return false;
    }
  }

  private synchronized void putBack(long under, List<Entry> group) {
    if (under == epoch) {
      group.reversed().forEach(waiting::addFirst);
    }
  }

  private void stall(long under, List<Entry> group, DatabaseException why) {
    synchronized (this) {
      if (under != epoch) {
        return;
      }
      if (!stalled) {
        LOG.warn("outcomes wait for the database: {}", why.getMessage());
      }
      putBack(under, group);
      stalled = true;
      working = false;
      inDoubt |= why instanceof CommitUnknownException;
    }
    timer.after(AGAIN_AFTER, this::resume);
  }

  private void resume() {
    synchronized (this) {
      if (working || !stalled) {
        return;
      }
      working = true;
    }
    Thread.ofVirtual().name("finisher").start(this::work);
  }

  private void drop() {
    waiting.clear();
    unsettled = 0;
    stalled = false;
    inDoubt = false;
  }

  /// Waits until everything submitted is stored, or so long. True when it is.
  synchronized boolean drain(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (unsettled > 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(Math.min(left, 100));
    }
    return true;
  }
}
