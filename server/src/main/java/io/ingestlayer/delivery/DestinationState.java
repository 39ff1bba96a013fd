package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.Holding.Kind;
import io.ingestlayer.delivery.Targets.Target;
import io.ingestlayer.outbox.OutboxEvent;
import io.ingestlayer.workspace.DestinationDefinition.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What all lanes of one destination share: the live object, whether the whole of it is broken, how it went last.
///
/// Any thread may call it; no call waits for anything.
final class DestinationState {
  /// So many failures in a row hold it.
  static final int FAILING_FROM = 5;

  private final String name;
  private final Targets targets;
  private final Function<String, DestinationContext> contexts;
  private @Nullable Target seen;
  private @Nullable LiveDestination live;
  private @Nullable Holding holding;
  private @Nullable Holding paused;

  /// Changes of the pause; a look into the table that began before one of them says nothing.
  private long pauseChanges;

  private int storing;

  private final FailureStreak streak = new FailureStreak();

  /// Alerts that are not stored yet: of each streak at most one a level.
  private final List<OutboxEvent> untold = new ArrayList<>();

  private @Nullable LaneKey prober;

  /// Whether somebody wants it looked at while a probe is under way, which may find what was before that.
  private boolean lookAgain;

  private @Nullable Instant lastSuccess;
  private @Nullable Instant lastFailure;

  DestinationState(String name, Targets targets, Function<String, DestinationContext> contexts) {
    this.name = name;
    this.targets = targets;
    this.contexts = contexts;
    this.seen = targets.find(name).orElse(null);
  }

  String name() {
    return name;
  }

  /// What the live object has found out; nothing before the first attempt.
  synchronized List<Fact> facts() {
    return live == null ? List.of() : live.destination().facts();
  }

  Optional<Target> target() {
    return targets.find(name);
  }

  /// Whether of what waits the newest is sent first.
  boolean isNewestFirst() {
    return target().map(it -> it.definition().policy().newestFirst()).orElse(false);
  }

  /// The live object of what is defined now; the caller says `done` to it once.
  ///
  /// @throws RuntimeException when it cannot be opened
  synchronized LiveDestination use(Target target) {
    LiveDestination known = live;
    if (known != null && isSame(known.target(), target) && known.use()) {
      return known;
    }
    Destination opened = target.type().open(target.definition().config(), contexts.apply(name));
    LiveDestination made = new LiveDestination(target, opened);
    made.use();
    live = made;
    if (known != null) {
      known.replace();
    }
    return made;
  }

  private static boolean isSame(Target one, Target other) {
    return one.definition().equals(other.definition()) && one.type().equals(other.type());
  }

  /// Whether it is defined otherwise than when this was asked last; also when it was removed or came back.
  synchronized boolean hasChanged() {
    Optional<Target> now = target();
    Target before = seen;
    seen = now.orElse(null);
    return before == null ? now.isPresent() : now.isEmpty() || !isSame(before, now.get());
  }

  /// Why nothing flows: a pause before anything else.
  synchronized @Nullable Holding holding() {
    return paused != null ? paused : holding;
  }

  /// The whole destination is broken.
  ///
  /// @param probed whether the one who says so is the lane that was to look
  synchronized void hold(Hold why, boolean probed, Instant now) {
    Holding before = holding;
    if (before == null || before.kind() != Kind.BROKEN) {
      holding = Holding.begin(why, now);
    } else if (probed) {
      holding = before.still(why, now);
    }
    paused = probed && paused != null ? paused.still(paused.why(), now) : paused;
    if (probed) {
      endProbe(now);
    }
  }

  /// True for the one lane that may look whether it is mended; it ends with `hold`, `mend`, `probedInVain` or `cannotProbe`.
  synchronized boolean mayProbe(LaneKey lane) {
    if (prober != null && !prober.equals(lane)) {
      return false;
    }
    prober = lane;
    return true;
  }

  /// The probe came to nothing that tells.
  synchronized void probedInVain(Instant now) {
    Holding before = holding;
    holding = before == null ? null : before.still(before.why(), now);
    paused = paused == null ? null : paused.still(paused.why(), now);
    endProbe(now);
  }

  private void endProbe(Instant now) {
    prober = null;
    if (lookAgain) {
      lookAgain = false;
      probeNow(now);
    }
  }

  /// The lane has nothing to probe with; another may.
  synchronized void cannotProbe(LaneKey lane) {
    if (lane.equals(prober)) {
      prober = null;
    }
  }

  /// It works again. True when it was held.
  synchronized boolean mend() {
    boolean held = holding != null;
    holding = null;
    prober = null;
    lookAgain = false;
    return held;
  }

  synchronized void probeNow(Instant now) {
    lookAgain |= prober != null;
    Holding before = holding;
    holding = before == null ? null : before.probeNow(now);
    paused = paused == null ? null : paused.probeNow(now);
  }

  /// Something arrived, or was judged: whatever failed before was not the destination. True when it was held for that.
  synchronized boolean succeeded(Instant at) {
    lastSuccess = at;
    streak.end();
    lookAgain = false;
    boolean failing = holding != null && holding.kind() == Kind.FAILING;
    holding = failing ? null : holding;
    prober = failing ? null : prober;
    return failing;
  }

  /// Ends a pause that failures have led to. True when there was one.
  synchronized boolean endPauseByFailures() {
    if (paused == null || paused.kind() != Kind.PAUSED_BY_FAILURES) {
      return false;
    }
    pause(null);
    prober = null;
    return true;
  }

  synchronized void failed(Instant at) {
    lastFailure = at;
  }

  /// An attempt that tells of the destination has failed. Several in a row hold it.
  ///
  /// @return what is reached by it
  synchronized Reached failed(Hold why, Instant began, Instant ended, Policy policy) {
    int percent = streak.failed(began, ended, policy.failuresMax());
    int failures = streak.failures();
    if (failures >= FAILING_FROM && holding == null) {
      holding = Holding.begin(Kind.FAILING, why, ended);
    }
    boolean pause = failures >= policy.failuresMax() && policy.autoPause() && paused == null;
    Instant since = streak.since();
    return new Reached(failures, percent, since == null ? began : since, pause);
  }

  /// Has it told together with the outcome that led to it.
  synchronized void tell(OutboxEvent alert) {
    untold.add(alert);
  }

  /// What is to be stored with the next outcomes; empty when nothing has changed.
  synchronized Optional<DestinationStanding> unstored() {
    return streak.hasChanged() || !untold.isEmpty()
        ? Optional.of(new DestinationStanding(name, streak.kept(), untold))
        : Optional.empty();
  }

  synchronized void stored(DestinationStanding standing) {
    streak.stored(standing.streak());
    untold.removeAll(standing.alerts());
  }

  /// Goes on from what was stored, by whoever had the lanes before; what was not stored did not happen.
  synchronized void recall(FailureStreak.Kept kept) {
    streak.recall(kept);
    untold.clear();
  }

  /// What a failure has led to.
  ///
  /// @param failures in a row
  /// @param percent a level that is reached for the first time; 0 for none
  /// @param since when the first of them began
  /// @param pause whether it is to be paused now
  record Reached(int failures, int percent, Instant since, boolean pause) {}

  /// It is paused, or with null not any more.
  synchronized void pause(@Nullable Holding by) {
    pauseChanges++;
    paused = by;
  }

  /// A person has ended the pause: what comes of it now counts anew, and one looks at once.
  synchronized void resume(Instant now) {
    pause(null);
    streak.end();
    probeNow(now);
    prober = null;
  }

  synchronized long pauseChanges() {
    return pauseChanges;
  }

  /// A change of the pause is on its way into the table.
  synchronized void beginStoring() {
    storing++;
  }

  synchronized void endStoring() {
    storing--;
    pauseChanges++;
  }

  /// What the table said about the pause when there had been so many changes. True when something is different now.
  synchronized boolean pauseStored(@Nullable Holding stored, long changes, Instant now) {
    if (changes != pauseChanges
        || storing > 0
        || (paused == null ? stored == null : stored != null && paused.kind() == stored.kind())) {
      return false;
    }
    if (stored == null) {
      resume(now);
    } else {
      pause(stored);
    }
    return true;
  }

  synchronized @Nullable Instant lastSuccess() {
    return lastSuccess;
  }

  synchronized @Nullable Instant lastFailure() {
    return lastFailure;
  }

  synchronized void close() {
    if (live != null) {
      live.replace();
    }
    live = null;
  }
}
