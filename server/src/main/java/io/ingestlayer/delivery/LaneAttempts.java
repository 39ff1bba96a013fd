package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.platform.db.DatabaseException;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends rows of one lane and says what it came to; knows nothing of what waits behind them.
///
/// It holds no lock and keeps nothing between two calls. Any thread may call it.
final class LaneAttempts {
  private static final Logger LOG = LoggerFactory.getLogger(LaneAttempts.class);
  private static final int HELD_ROWS_MARKED_MAX = 5_000;

  private final LaneKey key;
  private final DestinationState destination;
  private final LaneParts parts;

  LaneAttempts(LaneKey key, DestinationState destination, LaneParts parts) {
    this.key = key;
    this.destination = destination;
    this.parts = parts;
  }

  /// What one sending came to.
  ///
  /// @param settlements one for each row
  /// @param last the last call that was made
  /// @param at when the answer was there
  /// @param others whether the destination's other lanes need to know
  record Outcome(
      List<Settlement> settlements, Verdict verdict, Attempt last, Instant at, boolean others) {}

  /// Calls the destination and waits for it, judges the answers, and has its alarms heed them.
  ///
  /// @param live in use by the caller; done with when this returns
  Outcome send(LiveDestination live, List<OpenDelivery> rows) {
    List<Call> made;
    try {
      made = parts.attempts().send(live, key, rows);
    } finally {
      live.done();
    }
    Instant now = parts.timer().instant();
    List<Call> calls = parts.network().judge(live, made, now);
    RetryPolicy policy = RetryPolicy.of(live.target().definition());
    List<Settlement> settlements = parts.settler().settle(rows, calls, policy, now);
    boolean others = parts.alarms().heed(destination, live.target(), calls, now);
    return new Outcome(settlements, Verdict.of(calls), calls.getLast().attempt(), now, others);
  }

  /// Why nothing can be sent to a destination whose object cannot be made.
  static Hold cannotOpen(RuntimeException e) {
    return new Hold(
        "destination_unusable",
        "The destination could not be opened: " + e.getClass().getSimpleName(),
        "Check its configuration.",
        false);
  }

  /// The same as `markWaiting`, without waiting for it.
  void markWaitingSoon(Hold why) {
    Thread.ofVirtual().name("hold").start(() -> markWaiting(why));
  }

  /// So that who looks at the table sees why the rows wait. If it fails, health still says so.
  void markWaiting(Hold why) {
    try {
      parts.marks().holdWaiting(key, why.code(), why.detail(), HELD_ROWS_MARKED_MAX);
    } catch (DatabaseException e) {
      LOG.info("deliveries to {} wait unmarked: {}", key.destination(), e.getMessage());
    }
  }
}
