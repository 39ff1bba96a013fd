package io.ingestlayer.pipeline;

import io.ingestlayer.delivery.OpenDelivery;
import io.ingestlayer.event.Event;
import io.ingestlayer.log.PartitionLease;
import io.ingestlayer.platform.db.DatabaseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far the decider is in one partition, and what it does about failures there. One thread.
///
/// A batch that fails twice is halved, and so on, until the event that it fails on stands alone and is given up. What is
/// nobody's fault (the database is away) is waited for instead.
final class PartitionProgress {
  /// Events given up one after another without a pause. Beyond, it is more likely the database than the events, and a
  /// person is given the time to look.
  static final int POISON_IN_A_ROW_MAX = 10;

  private static final Duration PAUSE_FIRST = Duration.ofMillis(100);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
  private static final int PAUSE_DOUBLINGS_MAX = 6;

  private final PartitionLease lease;
  private final int eventsMax;
  private @Nullable Long next;
  private boolean behindLog = true;
  private @Nullable Attempted uncertain;

  private Instant notBefore = Instant.MIN;
  private int pauses;

  private int batchMax;
  private long suspectUntil;
  private int failures;
  private int poisoned;

  /// A batch whose commit was not acknowledged, and what it promised.
  ///
  /// @param next the position after it
  record Attempted(long next, List<OpenDelivery> promised) {}

  /// @param eventsMax events of a batch while nothing fails
  PartitionProgress(PartitionLease lease, int eventsMax) {
    this.lease = lease;
    this.eventsMax = eventsMax;
    this.batchMax = eventsMax;
  }

  PartitionLease lease() {
    return lease;
  }

  /// The position of the next event; null when only the database knows.
  @Nullable Long next() {
    return next;
  }

  /// The database says that this is next. Returns what a commit promised whose acknowledgement was lost.
  List<OpenDelivery> startAt(long position) {
    Attempted before = uncertain;
    uncertain = null;
    next = position;
    behindLog = true;
    return before != null && before.next() == position ? before.promised() : List.of();
  }

  boolean isBehindLog() {
    return behindLog;
  }

  void behindLog(boolean behind) {
    behindLog = behind;
  }

  boolean isPaused(Instant now) {
    return now.isBefore(notBefore);
  }

  /// At most so many events next.
  int batchMax() {
    return batchMax;
  }

  /// Whether the one event next has failed alone, twice, and is to be given up.
  boolean isPoison() {
    return batchMax == 1 && failures >= 2;
  }

  /// Whether the event is copied in the row that says so; not when that has failed too.
  boolean isPoisonWithCopy() {
    return failures == 2;
  }

  void decided(List<Event> events, boolean givenUp) {
    long after = events.getLast().offset().position() + 1;
    next = after;
    failures = 0;
    pauses = 0;
    uncertain = null;
    poisoned = givenUp ? poisoned + 1 : 0;
    if (after >= suspectUntil) {
      batchMax = eventsMax;
    }
  }

  /// Nothing in memory is to be trusted any more.
  ///
  /// @param attempted the batch that may have been committed all the same; null when it cannot have been
  void forget(@Nullable Attempted attempted) {
    next = null;
    uncertain = attempted == null ? uncertain : attempted;
  }

  /// The batch failed. Says how long to wait before the next try.
  ///
  /// @param events the batch; empty when it failed before there was one
  Duration failed(List<Event> events, Throwable fault, Instant now) {
    boolean theirs = !events.isEmpty() && !isNobodysFault(fault);
    if (!theirs) {
      return pause(now);
    }
    if (isPoison()) {
      failures++;
      return pause(now);
    }
    suspect(events);
    return poisoned < POISON_IN_A_ROW_MAX ? Duration.ZERO : pause(now);
  }

  /// Another holds the partition, or moved its cursor: what is in memory is wrong, and soon to be taken from us.
  Duration overtaken(Instant now) {
    forget(null);
    return pause(now);
  }

  private Duration pause(Instant now) {
    int doublings =
        poisoned < POISON_IN_A_ROW_MAX
            ? Math.min(pauses++, PAUSE_DOUBLINGS_MAX)
            : PAUSE_DOUBLINGS_MAX;
    Duration pause = PAUSE_FIRST.multipliedBy(1L << doublings);
    Duration bounded = pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
    notBefore = now.plus(bounded);
    return bounded;
  }

  private void suspect(List<Event> events) {
    failures++;
    suspectUntil = events.getLast().offset().position() + 1;
    if (failures < 2) {
      batchMax = events.size();
    } else if (events.size() > 1) {
      batchMax = (events.size() + 1) / 2;
      // One more failure halves again; the last one standing has two tries.
      failures = batchMax == 1 ? 0 : 1;
    }
  }

  private static boolean isNobodysFault(Throwable fault) {
    return fault instanceof DatabaseException failure
        && switch (failure.kind()) {
          case UNAVAILABLE, FULL, CONFLICT -> true;
          case CONSTRAINT, DATA, OTHER -> false;
        };
  }
}
