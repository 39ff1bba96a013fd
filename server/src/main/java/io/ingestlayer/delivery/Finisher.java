package io.ingestlayer.delivery;

import io.ingestlayer.delivery.Outcomes.Group;
import io.ingestlayer.platform.db.CommitUnknownException;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores what attempts came to: of what waits at that moment as much as goes into one transaction, one after another.
///
/// Under load a group is what was answered during the commit before it, so that the number of commits is bounded without
/// anybody waiting for a timer. While the database cannot be reached the group is kept and tried again, and the lanes are
/// told to start nothing more. Any thread may submit.
final class Finisher {
  private static final Logger LOG = LoggerFactory.getLogger(Finisher.class);
  private static final long NO_LEASE = -1;
  private static final String FOREIGN_KEY = "23503";
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

  private final PostgresFinish finish;
  private final Timer timer;
  private final Runnable leaseLost;
  private final Outcomes outcomes = new Outcomes();
  private final Unsettled unsettled;
  private long epoch = NO_LEASE;
  private boolean working;
  private boolean stalled;

  /// @param leaseLost called when another turned out to have the lanes; everything waiting has been dropped
  Finisher(PostgresFinish finish, Timer timer, int unsettledMax, Runnable leaseLost) {
    this.finish = finish;
    this.timer = timer;
    this.unsettled = new Unsettled(unsettledMax);
    this.leaseLost = leaseLost;
  }

  /// What is submitted from now on is finished under this lease; what was submitted before is dropped. All lanes may look
  /// again.
  synchronized void begin(long newEpoch) {
    epoch = newEpoch;
    drop();
  }

  /// Takes over outcomes to be stored; the lane is told when they are. Returns at once.
  void submit(Lane lane, List<Settlement> settlements) {
    synchronized (this) {
      if (epoch == NO_LEASE || settlements.isEmpty()) {
        return;
      }
      outcomes.add(lane, settlements);
      unsettled.add(lane, settlements.size());
      if (working || stalled) {
        return;
      }
      working = true;
    }
    Thread.ofVirtual().name("finisher").start(this::work);
  }

  /// Whether the lane may start attempts. If not, it is pumped as soon as it may.
  synchronized boolean takesMore(Lane lane) {
    if (epoch == NO_LEASE) {
      return false;
    }
    if (!stalled && unsettled.takesMore(lane)) {
      return true;
    }
    unsettled.refuse(lane);
    return false;
  }

  synchronized int unsettled() {
    return unsettled.count();
  }

  private void work() {
    while (true) {
      long under;
      Group group;
      synchronized (this) {
        group = outcomes.next();
        under = epoch;
        if (group.size() == 0) {
          working = false;
          notifyAll();
          return;
        }
      }
      if (!store(under, group)) {
        return;
      }
    }
  }

  /// False when this is not the time to go on.
  private boolean store(long under, Group group) {
    try {
      Map<DestinationState, DestinationStanding> standings = group.standings();
      finish.commit(under, group.settlements(), List.copyOf(standings.values()), group.repeated());
      standings.forEach(DestinationState::stored);
    } catch (LeaseLostException e) {
      return lost(under, group);
    } catch (DatabaseException e) {
      return isOfOneRow(e) ? apart(under, group, e) : stall(under, group, e);
    } catch (RuntimeException e) {
      return apart(under, group, e);
    }
    stored(under, group);
    return true;
  }

  /// Whether it may be one row that the database cannot take, so that the others can be stored without it. A partition that
  /// is missing, or a row that a foreign key leads to, is missing for all of them.
  private static boolean isOfOneRow(DatabaseException e) {
    return switch (e.kind()) {
      case DATA -> true;
      case CONSTRAINT -> !e.isMissingPartition() && !FOREIGN_KEY.equals(e.sqlState());
      case UNAVAILABLE, FULL, CONFLICT, OTHER -> false;
    };
  }

  private boolean lost(long under, Group group) {
    LOG.warn("another has the lanes; {} outcomes are left to it", group.size());
    synchronized (this) {
      if (under != epoch) {
        return true;
      }
      working = false;
      epoch = NO_LEASE;
      drop();
    }
    leaseLost.run();
    return false;
  }

  private void stored(long under, Group group) {
    Map<Lane, List<Settlement>> byLane = group.byLane();
    List<Lane> admitted;
    synchronized (this) {
      if (under != epoch) {
        return;
      }
      stalled = false;
      outcomes.stored(group);
      byLane.forEach((lane, settlements) -> unsettled.settled(lane, settlements.size()));
      admitted = unsettled.admitted();
    }
    byLane.forEach(Lane::stored);
    admitted.forEach(Lane::pump);
  }

  /// Something in the group is not for this database: it is tried in parts, until it stands alone and is set aside.
  private boolean apart(long under, Group group, RuntimeException why) {
    if (group.size() > 1) {
      synchronized (this) {
        if (under == epoch) {
          outcomes.split(group);
        }
      }
      return true;
    }
    Settlement settlement = group.settlements().getFirst();
    LOG.error("the outcome of open delivery {} cannot be stored", settlement.id(), why);
    try {
      finish.setAside(under, settlement, "What came of it could not be stored.", timer.instant());
    } catch (LeaseLostException e) {
      return lost(under, group);
    } catch (DatabaseException e) {
      return stall(under, group, e);
    }
    stored(under, group);
    return true;
  }

  private boolean stall(long under, Group group, DatabaseException why) {
    synchronized (this) {
      if (under != epoch) {
        return true;
      }
      if (!stalled) {
        LOG.warn("outcomes wait for the database: {}", why.getMessage());
      }
      outcomes.putBack(group, why instanceof CommitUnknownException);
      stalled = true;
      working = false;
    }
    timer.after(AGAIN_AFTER, this::resume);
    return false;
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
    outcomes.clear();
    unsettled.clear();
    stalled = false;
  }

  /// Waits until everything submitted is stored, or so long. True when it is.
  synchronized boolean drain(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (unsettled.count() > 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(Math.min(left, 100));
    }
    return true;
  }
}
