package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.Retry;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.function.Function;

/// What a destination of one partition took, told in numbers, so that millions of deliveries fit. Any thread may call it.
final class Tally implements Function<Attempt, AttemptReport> {
  private static final Retry DOWN = new Retry("http_503", "It is down.", false);

  private final Rate rate;
  private final BitSet got = new BitSet();
  private final BitSet refused = new BitSet();
  private boolean down;
  private Instant backSince = Instant.MAX;
  private int callsInVain;
  private int repeats;
  private int late;
  private int tooFast;
  private int outOfOrder;
  private Instant newest = Instant.MIN;
  private Instant next = Instant.MIN;

  /// @param rate what it may be sent at most
  Tally(Rate rate) {
    this.rate = rate;
  }

  /// It refuses everything from now on.
  synchronized void goDown() {
    down = true;
  }

  /// It takes everything again; what was decided up to then is its backlog.
  synchronized void comeBack(Instant now) {
    down = false;
    backSince = now;
  }

  @Override
  public synchronized AttemptReport apply(Attempt attempt) {
    if (down) {
      callsInVain++;
      attempt.deliveries().forEach(it -> refused.set(position(it)));
      return AttemptReport.same(attempt, DOWN, null, null);
    }
    tooFast += attempt.at().isBefore(next) ? 1 : 0;
    attempt.deliveries().forEach(it -> take(it, attempt.at()));
    next = attempt.at().plus(forSoMany(attempt.deliveries().size()));
    return ScriptedDestination.delivered(attempt);
  }

  private void take(Delivery delivery, Instant at) {
    int position = position(delivery);
    Instant decided = delivery.event().receivedAt();
    repeats += got.get(position) ? 1 : 0;
    got.set(position);
    late += at.equals(decided) ? 0 : 1;
    // What was tried has another time at which it is due, and what is new may find the queue empty.
    if (!refused.get(position) && !decided.isAfter(backSince)) {
      outOfOrder += decided.isBefore(newest) ? 1 : 0;
      newest = decided;
    }
  }

  private static int position(Delivery delivery) {
    return Math.toIntExact(delivery.event().offset().position());
  }

  Duration forSoMany(long deliveries) {
    return rate.per().multipliedBy(deliveries).dividedBy(rate.messages());
  }

  /// When it may be sent something again.
  synchronized Instant next() {
    return next;
  }

  synchronized int taken() {
    return got.cardinality();
  }

  synchronized int callsInVain() {
    return callsInVain;
  }

  /// Deliveries that came although they had come before.
  synchronized int repeats() {
    return repeats;
  }

  /// Deliveries that came at another time than the one at which they were decided.
  synchronized int late() {
    return late;
  }

  /// Attempts that came sooner than the rate allows.
  synchronized int tooFast() {
    return tooFast;
  }

  /// Deliveries of the backlog, tried for the first time, that came after a younger one.
  synchronized int outOfOrder() {
    return outOfOrder;
  }
}
