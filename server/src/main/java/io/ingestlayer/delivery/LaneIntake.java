package io.ingestlayer.delivery;

import io.ingestlayer.delivery.OpenDelivery.Priority;
import io.ingestlayer.delivery.PostgresDueRows.Due;
import io.ingestlayer.delivery.PostgresDueRows.Wanted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Says which of a lane's rows come into memory, and which are left to the table. Guarded by its lane.
final class LaneIntake {
  private final DestinationState destination;
  private final LaneQueue queue;
  private final LaneTable table;
  private final LaneGate gate;

  /// The key of the row that was read last of those that have an order.
  private long orderedUpTo = Long.MIN_VALUE;

  LaneIntake(DestinationState destination, LaneQueue queue, LaneTable table, LaneGate gate) {
    this.destination = destination;
    this.queue = queue;
    this.table = table;
    this.gate = gate;
  }

  /// Takes rows over that were just decided, all that a decision has for this lane; what has no room stays in the table.
  void offer(List<OpenDelivery> rows) {
    table.handedOver(rows);
    rows.forEach(this::offer);
  }

  private void offer(OpenDelivery row) {
    if (queue.holds(row.id())) {
      return;
    }
    boolean newestFirst = destination.isNewestFirst();
    if (!isWelcome(row, newestFirst)) {
      table.leftOut(List.of(row));
      return;
    }
    LaneQueue.Added added = queue.offer(row, newestFirst);
    table.leftOut(added.putOut());
    if (!added.added()) {
      table.leftOut(List.of(row));
    }
  }

  /// While older rows wait in the table new ones queue up behind them, unless there is nothing else of their pipeline to
  /// send, or nothing at all. What has an order is read from the table, which alone knows whether it is next.
  private boolean isWelcome(OpenDelivery row, boolean newestFirst) {
    return gate.holding() == null
        && row.orderKey() == null
        && (newestFirst
            || !table.mayHaveLive()
            || queue.readyDeliveries() < appetite()
            || queue.hasNoneOfPipeline(row));
  }

  private int appetite() {
    return destination
        .target()
        .map(it -> it.lanes().concurrency() * it.lanes().batchMax())
        .orElse(1);
  }

  /// Whether what is due may be read; of a broken lane only what it is probed with.
  ///
  /// @param quiet whether nothing is under way
  boolean hasRoom(boolean quiet) {
    if (gate.holding() != null) {
      return gate.isProbing() && queue.isReadyEmpty(true) && quiet;
    }
    if (!queue.isRoomy() && table.isBehindLive()) {
      table.mayHaveMoreReplays(queue.dropReplays());
    }
    return queue.isRoomy();
  }

  /// What is to be read.
  ///
  /// @param until due at that time or before
  /// @param decidedBefore what was decided later may still be handed over
  Wanted wanted(LaneKey key, Instant until, Instant decidedBefore, int max) {
    return new Wanted(
        key,
        until,
        decidedBefore,
        table.handed(),
        queue.inMemory(),
        max,
        destination.isNewestFirst(),
        orderedUpTo);
  }

  /// Takes over what was read. Returns rows that have waited too long; they are not to be sent.
  List<OpenDelivery> take(Due due, Instant now) {
    boolean more = due.more();
    boolean moreLive = due.liveMore();
    List<OpenDelivery> expired = new ArrayList<>();
    queue.pullForward(due.waitedFor());
    for (OpenDelivery row : due.rows()) {
      if (queue.holds(row.id()) || !queue.makeWay(row)) {
        continue;
      }
      orderedUpTo = row.orderKey() == null ? orderedUpTo : row.orderKey();
      boolean isExpired = Settler.isExpired(row, now);
      boolean given = isExpired ? queue.adopt(row) : queue.add(row);
      more |= !given;
      moreLive |= !given && row.priority() == Priority.LIVE;
      if (given && isExpired) {
        expired.add(row);
      }
    }
    table.read(more, moreLive, due.nextDue(), now);
    return expired;
  }

  /// What stays open as it is goes back to the head of the queue, or into the table while the destination is broken.
  void keepWaiting(List<Settlement> settlements) {
    List<OpenDelivery> stay =
        settlements.stream().filter(it -> !it.closes()).map(Settlement::row).toList();
    if (gate.holding() == null) {
      queue.putBack(stay);
      table.mayHaveMore(stay.stream().anyMatch(OpenDelivery::mayBeWaitedFor));
    } else {
      table.mayHaveMore(!stay.isEmpty());
      stay.forEach(queue::release);
    }
  }

  /// The outcomes are on stable storage.
  void stored(List<Settlement> settlements) {
    for (Settlement settlement : settlements) {
      if (settlement.closes()) {
        queue.release(settlement.row());
      }
      settlement.again().forEach(it -> table.dueAt(it.due()));
      // The next of its order may go, and only the table knows which it is.
      table.mayHaveMore(settlement.closes() && settlement.row().orderKey() != null);
    }
  }
}
