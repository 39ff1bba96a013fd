package io.ingestlayer.delivery;

import io.ingestlayer.delivery.OpenDelivery.Priority;
import io.ingestlayer.event.Offset;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a lane knows of its rows that are in the table and not in memory, and when to read them. Guarded by its lane.
final class LaneTable {
  private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(5);
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(30);
  private static final Duration KEPT_BEFORE_DUE = Duration.ofMinutes(1);

  /// Whether the table may have due rows of this lane that are not in memory.
  private boolean behind;

  private boolean reading;

  /// Whether live rows are being looked for.
  private boolean readingLive;

  private @Nullable Instant lastRead;
  private Instant readNotBefore = Instant.MIN;

  /// The same of live rows alone.
  private boolean behindLive;

  /// The last position of each partition that was handed over to this lane: rows up to there are not handed over any more.
  private final Map<Integer, Long> handed = new HashMap<>();

  /// When the table is known to have another row that is due.
  private @Nullable Instant nextDue;

  /// Rows are handed over, all that a decision has for this lane.
  void handedOver(List<OpenDelivery> rows) {
    for (OpenDelivery row : rows) {
      Offset last = row.deliveries().getLast().event().offset();
      handed.merge(last.partition(), last.position(), Math::max);
    }
  }

  /// The last position of each partition that was handed over.
  Map<Integer, Long> handed() {
    return Map.copyOf(handed);
  }

  /// These are in the table and not in memory, or not any more.
  void leftOut(List<OpenDelivery> rows) {
    behind |= !rows.isEmpty();
    behindLive |= rows.stream().anyMatch(it -> it.priority() == Priority.LIVE);
  }

  /// The table may have more than is known.
  void mayHaveMore(boolean more) {
    behind |= more;
    behindLive |= more;
  }

  /// Replayed rows are in the table and not in memory any more.
  void mayHaveMoreReplays(boolean more) {
    behind |= more;
  }

  /// Somebody who saw the table says that it has something due; that may be what is in memory.
  void seenDue(Instant now) {
    if (lastRead == null || !lastRead.plus(LOOK_AGAIN_AFTER).isAfter(now)) {
      mayHaveMore(true);
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
      mayHaveMore(true);
    }
  }

  boolean isBehind() {
    return behind;
  }

  /// Whether the table may have due rows that are live.
  boolean isBehindLive() {
    return behindLive;
  }

  /// Whether it may, or they are being read.
  boolean mayHaveLive() {
    return behindLive || readingLive;
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

  /// What is said to be there from now on may be missed by the reading.
  ///
  /// @param all whether everything that is due is looked for
  void beginReading(boolean all) {
    reading = true;
    if (all) {
      readingLive = behindLive;
      behind = false;
      behindLive = false;
    }
  }

  /// Rows were read.
  ///
  /// @param more whether something that is due has not come into memory
  /// @param moreLive the same of live rows
  /// @param due when the next is due
  void read(boolean more, boolean moreLive, @Nullable Instant due, Instant now) {
    reading = false;
    readingLive = false;
    lastRead = now;
    behind |= more;
    behindLive |= moreLive;
    nextDue = earliest(nextDue, due);
  }

  void readFailed(Instant now) {
    reading = false;
    readingLive = false;
    mayHaveMore(true);
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
