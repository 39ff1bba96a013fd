package io.ingestlayer.delivery;

import io.ingestlayer.delivery.PostgresLaneHeads.Head;
import io.ingestlayer.delivery.PostgresLaneHeads.Place;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes round the lanes in the table, a page at a time, and tells of those that have something due: whatever memory has
/// lost is found again this way. Any thread may call it.
final class LaneSweep {
  private static final Logger LOG = LoggerFactory.getLogger(LaneSweep.class);
  private static final int LANES_PER_PAGE = 500;
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration ON_AFTER = Duration.ofMillis(50);

  private final PostgresLaneHeads heads;
  private final Timer timer;
  private final Consumer<Head> due;
  private volatile boolean ended;
  private Place sweptTo = Place.BEGIN;

  /// @param due told of each lane that has something due
  LaneSweep(PostgresLaneHeads heads, Timer timer, Consumer<Head> due) {
    this.heads = heads;
    this.timer = timer;
    this.due = due;
  }

  /// Does this now, and again and again.
  ///
  /// @param round whether there is more to look at soon
  void begin(BooleanSupplier round) {
    if (ended) {
      return;
    }
    boolean more = false;
    try {
      more = round.getAsBoolean();
    } finally {
      timer.after(more ? ON_AFTER : EVERY, () -> begin(round));
    }
  }

  void end() {
    ended = true;
  }

  /// Looks at one page. True when there are more.
  synchronized boolean page() {
    List<Head> page;
    try {
      page = heads.lanes(sweptTo, LANES_PER_PAGE);
    } catch (DatabaseException e) {
      LOG.warn("lanes with open deliveries could not be looked for: {}", e.getMessage());
      return false;
    }
    boolean more = page.size() == LANES_PER_PAGE;
    sweptTo = more ? page.getLast().place() : Place.BEGIN;
    Instant now = timer.instant();
    for (Head head : page) {
      if (!head.due().isAfter(now)) {
        due.accept(head);
      }
    }
    return more;
  }
}
