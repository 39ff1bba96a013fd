package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.time.Timer;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the lease of the lanes: takes it, renews it, tells when it came and when it went. Any thread may call it.
final class LaneOwnership {
  private static final Logger LOG = LoggerFactory.getLogger(LaneOwnership.class);

  private final LaneLease lease;
  private final Timer timer;
  private final Listener listener;
  private @Nullable Held held;
  private boolean lostBefore;
  private boolean ended;

  /// @param safeUntil by our clock; past it another may have taken over without our knowing
  private record Held(long epoch, Instant safeUntil) {}

  /// Who needs to know.
  interface Listener {
    void gained(long epoch);

    void lost();

    /// It is certain again, after it was not for a while, that the lease is ours.
    void confirmed();
  }

  LaneOwnership(LaneLease lease, Timer timer, Listener listener) {
    this.lease = lease;
    this.timer = timer;
    this.listener = listener;
  }

  /// Tries now, and from now on again and again.
  void begin() {
    tick();
  }

  /// Whether attempts may be started: the lease is ours and was confirmed lately.
  synchronized boolean isSafe() {
    return held != null && timer.instant().isBefore(held.safeUntil());
  }

  /// Another has it.
  void lost() {
    synchronized (this) {
      if (held == null) {
        return;
      }
      held = null;
      lostBefore = true;
    }
    LOG.warn("the lease of the lanes is lost");
    listener.lost();
  }

  private void tick() {
    Held now;
    synchronized (this) {
      if (ended) {
        return;
      }
      now = held;
    }
    try {
      if (now == null) {
        acquire();
      } else if (lease.renew(now.epoch())) {
        confirm(now.epoch());
      } else {
        lost();
      }
    } catch (DatabaseException e) {
      LOG.warn("the lease of the lanes waits for the database: {}", e.getMessage());
    } finally {
      timer.after(LaneLease.RENEW_EVERY, this::tick);
    }
  }

  private void acquire() {
    boolean evenOwn;
    synchronized (this) {
      evenOwn = !lostBefore;
    }
    OptionalLong epoch = lease.acquire(evenOwn);
    if (epoch.isEmpty()) {
      return;
    }
    synchronized (this) {
      held = new Held(epoch.getAsLong(), safeUntil());
    }
    listener.gained(epoch.getAsLong());
  }

  private void confirm(long epoch) {
    boolean wasSafe;
    synchronized (this) {
      if (held == null) {
        return;
      }
      wasSafe = isSafe();
      held = new Held(epoch, safeUntil());
    }
    if (!wasSafe) {
      listener.confirmed();
    }
  }

  private Instant safeUntil() {
    return timer.instant().plus(LaneLease.TTL).minus(LaneLease.RENEW_EVERY.dividedBy(2));
  }

  /// Gives the lease back.
  void end() {
    Held last;
    synchronized (this) {
      ended = true;
      last = held;
      held = null;
    }
    if (last != null) {
      try {
        lease.release(last.epoch());
      } catch (DatabaseException e) {
        LOG.info("the lease of the lanes runs out by itself: {}", e.getMessage());
      }
    }
  }
}
