package io.ingestlayer.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a lane knows of its rows that are in the table and not in memory, and when to read them. Guarded by its lane.
final class LaneTable {
  private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(5);
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(30);
  private static final Duration KEPT_BEFORE_DUE = Duration.ofMinutes(1);

  /// Whether the table may have due rows of this lane that are not in memory.
  private boolean behind;

  private boolean reading;
  private @Nullable Instant lastRead;
  private Instant readNotBefore = Instant.MIN;

  /// When the youngest row that had no room was decided.
  private @Nullable Instant lastLeftOut;

  /// When the table is known to have another row that is due.
  private @Nullable Instant nextDue;

  /// A row that was offered has no room.
  void leftOut(OpenDelivery row) {
    behind = true;
    lastLeftOut = row.createdAt();
  }

  /// The table may have more than is known.
  void mayHaveMore(boolean more) {
    behind |= more;
  }

  /// Somebody who saw the table says that it has something due; that may be what is in memory.
  void seenDue(Instant now) {
    if (lastRead == null || !lastRead.plus(LOOK_AGAIN_AFTER).isAfter(now)) {
      behind = true;
    }
  }

  /// A row will be due then.
  void dueAt(Instant due) {
    nextDue = earliest(nextDue, due);
  }

  /// Notices what has become due.
  void turnTo(Instant now) {
    if (nextDue != null && !nextDue.isAfter(now)) {
      nextDue = null;
      behind = true;
    }
  }

  boolean isBehind() {
    return behind;
  }

  boolean isReading() {
    return reading;
  }

  /// Whether the table has nothing for this lane, as far as is known.
  boolean hasNothing() {
    return !behind && !reading && nextDue == null;
  }

  boolean mayRead(Instant now) {
    return behind && !reading && !readNotBefore.isAfter(now);
  }

  void beginReading() {
    reading = true;
  }

  /// Rows were read.
  ///
  /// @param complete whether everything that was due has come into memory
  /// @param decidedBefore younger rows were not looked at
  void read(boolean complete, Instant decidedBefore, @Nullable Instant due, Instant now) {
    reading = false;
    lastRead = now;
    Instant leftOut = lastLeftOut;
    boolean tooYoung = leftOut != null && leftOut.isAfter(decidedBefore);
    behind = !complete || tooYoung;
    if (complete && leftOut != null) {
      readNotBefore = tooYoung ? leftOut.plus(Lane.HANDOVER) : readNotBefore;
      lastLeftOut = tooYoung ? leftOut : null;
    }
    nextDue = earliest(nextDue, due);
  }

  void readFailed(Instant now) {
    reading = false;
    behind = true;
    readNotBefore = now.plus(READ_AGAIN_AFTER);
  }

  /// When to look again; null when there is nothing to look for.
  @Nullable Instant lookAt(Instant now) {
    Instant readAt = behind && !reading && readNotBefore.isAfter(now) ? readNotBefore : null;
    return earliest(nextDue, readAt);
  }

  /// Whether the lane may forget all this: the sweep finds what is due later.
  boolean isIdle(Instant now) {
    boolean dueSoon = nextDue != null && nextDue.isBefore(now.plus(KEPT_BEFORE_DUE));
    return !reading && !behind && !dueSoon;
  }

  static @Nullable Instant earliest(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }
}
