package io.ingestlayer.delivery;

import io.ingestlayer.delivery.AttemptResult.Hold;
import io.ingestlayer.delivery.Targets.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What all lanes of one destination share: the live object, whether the whole of it is broken, how it went last.
///
/// Any thread may call it; no call waits for anything.
final class DestinationState {
  private final String name;
  private final Targets targets;
  private final Function<String, DestinationContext> contexts;
  private @Nullable Target seen;
  private @Nullable LiveDestination live;
  private @Nullable Holding holding;
  private @Nullable LaneKey prober;
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
    return false;
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

  synchronized @Nullable Holding holding() {
    return holding;
  }

  /// The whole destination is broken.
  ///
  /// @param probed whether the one who says so is the lane that was to look
  synchronized void hold(Hold why, boolean probed, Instant now) {
    Holding before = holding;
    if (before == null) {
      holding = Holding.begin(why, now);
    } else if (probed) {
      holding = before.still(why, now);
    }
    prober = probed ? null : prober;
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
    prober = null;
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
    return held;
  }

  synchronized void probeNow(Instant now) {
    Holding before = holding;
    holding = before == null ? null : before.probeNow(now);
  }

  synchronized void succeeded(Instant at) {
    lastSuccess = at;
  }

  synchronized void failed(Instant at) {
    lastFailure = at;
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
