package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.DestinationHealth.LaneHealth;
import io.ingestlayer.delivery.DestinationHealth.State;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Says when a lane may send: by its pace, by what the vendor asked, by whether it is broken. Guarded by its lane.
final class LaneGate {
  /// Not before something happens that has the lane look again.
  static final Instant WHEN_TOLD = Instant.MAX;

  static final String MISSING = "destination_missing";
  private static final Hold IS_MISSING =
      new Hold(
          MISSING,
          "No destination of this name is defined.",
          "Define it again, or cancel what waits for it.",
          false);

  private final LaneKey lane;
  private final DestinationState destination;
  private @Nullable Pause pause;
  private @Nullable Holding holding;
  private boolean probing;
  private Instant notBefore = Instant.MIN;

  LaneGate(LaneKey lane, DestinationState destination) {
    this.lane = lane;
    this.destination = destination;
  }

  /// Why nothing flows, for the whole destination or for this lane.
  @Nullable Holding holding() {
    Holding whole = destination.holding();
    return whole != null ? whole : holding;
  }

  /// Whether it is for this lane to look whether the destination is mended.
  boolean isProbing() {
    return probing;
  }

  /// Null when an attempt may start now, else when to look again. Makes this lane the prober when it is time to probe.
  @Nullable Instant blockedUntil(Instant now, int underWay) {
    Holding broken = holding();
    if (broken == null) {
      probing = false;
    } else if (underWay > 0) {
      return WHEN_TOLD;
    } else if (broken.nextProbe().isAfter(now)) {
      return broken.nextProbe();
    } else if (destination.holding() != null && !destination.mayProbe(lane)) {
      return WHEN_TOLD;
    } else {
      probing = true;
    }
    if (pause != null && pause.until().isAfter(now)) {
      return pause.until();
    }
    return notBefore.isAfter(now) ? notBefore : null;
  }

  /// The lane has nothing to send. True when another lane may probe in its place.
  boolean hasNothing() {
    boolean yields = probing;
    probing = false;
    holding = null;
    destination.cannotProbe(lane);
    return yields && destination.holding() != null;
  }

  /// So many deliveries are sent at that time. Said when an attempt is started, and again when it is over with the time
  /// that its call was really made: a thread that was slow to begin must not be followed too closely.
  void sent(Instant at, int deliveries, @Nullable Rate rate) {
    if (rate != null) {
      Instant next = at.plus(rate.per().multipliedBy(deliveries).dividedBy(rate.messages()));
      notBefore = next.isAfter(notBefore) ? next : notBefore;
    }
  }

  /// The destination is not defined. True when that is news, or was looked at again.
  boolean missing(Instant now) {
    Holding before = holding;
    if (before == null || !before.why().equals(IS_MISSING)) {
      holding = Holding.begin(IS_MISSING, now);
      return true;
    }
    if (before.nextProbe().isAfter(now)) {
      return false;
    }
    holding = before.still(IS_MISSING, now);
    return true;
  }

  /// The destination is defined.
  void found() {
    if (holding != null && holding.why().equals(IS_MISSING)) {
      holding = null;
    }
  }

  /// Nothing can be sent until a person has mended this.
  void hold(Hold why, Instant now) {
    Holding before = holding;
    holding = before == null ? Holding.begin(why, now) : before.still(why, now);
    probing = false;
    destination.cannotProbe(lane);
  }

  /// Takes note of what an attempt came to. True when the destination's other lanes need to know.
  boolean heed(Verdict verdict, boolean probed, Instant now) {
    boolean others = probed ? heedProbe(verdict, now) : heedHold(verdict.hold(), now);
    if (verdict.limited() != null) {
      pause = Pause.of(verdict.limited(), pause, now);
    } else if (verdict.taken()) {
      pause = null;
    }
    return others;
  }

  private boolean heedHold(@Nullable Hold why, Instant now) {
    if (why == null) {
      return false;
    }
    if (why.whole()) {
      destination.hold(why, false, now);
    } else if (holding == null) {
      holding = Holding.begin(why, now);
    }
    return why.whole();
  }

  private boolean heedProbe(Verdict verdict, Instant now) {
    probing = false;
    Hold why = verdict.hold();
    if (why != null && why.whole()) {
      destination.hold(why, true, now);
      return true;
    }
    if (why == null && !verdict.taken()) {
      holding = holding == null ? null : holding.still(holding.why(), now);
      destination.probedInVain(now);
      return true;
    }
    if (why == null) {
      holding = null;
    } else {
      holding = holding == null ? Holding.begin(why, now) : holding.still(why, now);
    }
    // Whoever judges one lane lets us in: the whole is not broken any more.
    return destination.mend();
  }

  /// Something has changed: a broken lane may look at once.
  void probeNow(Instant now) {
    holding = holding == null ? null : holding.probeNow(now);
  }

  /// Whether the lane may be forgotten: it is not broken, and nothing would be sent too early.
  boolean isQuiet(Instant now) {
    return holding == null && mayRest(now);
  }

  /// Whether nothing would be sent too early, or be left unprobed, if the lane was forgotten.
  boolean mayRest(Instant now) {
    boolean paused = pause != null && pause.until().isAfter(now);
    return !probing && !paused && !notBefore.isAfter(now);
  }

  private static State state(Holding.Kind kind) {
    return switch (kind) {
      case BROKEN -> State.HELD;
      case FAILING -> State.FAILING;
      case PAUSED_BY_FAILURES, PAUSED_BY_PERSON -> State.PAUSED;
    };
  }

  LaneHealth health(int inMemory, Instant now) {
    Holding broken = holding();
    if (broken != null) {
      Hold why = broken.why();
      return new LaneHealth(
          lane.lane(),
          state(broken.kind()),
          broken.since(),
          why.code(),
          why.detail(),
          why.suggestion(),
          inMemory,
          broken.nextProbe().equals(WHEN_TOLD) ? null : broken.nextProbe());
    }
    Pause asked = pause;
    if (asked != null && asked.until().isAfter(now)) {
      return new LaneHealth(
          lane.lane(),
          State.WAITING,
          asked.since(),
          asked.code(),
          asked.detail(),
          "Nothing to do: it goes on by itself.",
          inMemory,
          asked.until());
    }
    return new LaneHealth(lane.lane(), State.OK, null, null, null, null, inMemory, null);
  }
}
