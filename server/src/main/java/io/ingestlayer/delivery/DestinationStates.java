package io.ingestlayer.delivery;

import io.ingestlayer.platform.time.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The destinations that this node knows: opens them when they are first spoken of, pauses and resumes them, and has their
/// lanes look anew. Any thread may call it.
final class DestinationStates {
  private final Timer timer;
  private final Targets targets;
  private final Function<String, DestinationContext> contexts;
  private final DestinationAlarms alarms;
  private final LanePlaces lanes;
  private final Map<String, DestinationState> states = new ConcurrentHashMap<>();

  /// @param lanes of all of them
  DestinationStates(Lanes.Needs needs, DestinationAlarms alarms, LanePlaces lanes) {
    this.timer = needs.timer();
    this.targets = needs.targets();
    this.contexts = needs.contexts();
    this.alarms = alarms;
    this.lanes = lanes;
  }

  DestinationState of(String destination) {
    return states.computeIfAbsent(
        destination,
        it -> {
          DestinationState made = new DestinationState(it, targets, contexts);
          made.pause(alarms.stored(it));
          made.recall(alarms.recall(it));
          return made;
        });
  }

  /// Sees which are paused or resumed in the table.
  void lookForPauses() {
    alarms.look(states, this::pump, timer.instant());
  }

  /// Goes on from the failures that whoever had the lanes before has stored.
  void recall() {
    alarms.recall(states, timer.instant());
  }

  /// Sends nothing to it any more until it is resumed; kept on stable storage when this returns.
  ///
  /// @return false when a person had paused it already
  boolean pause(String destination, String by, String reason) {
    return alarms.pause(of(destination), by, reason, timer.instant());
  }

  /// Sends to it again, at once; kept on stable storage when this returns.
  ///
  /// @return false when it was not paused
  boolean resume(String destination, String by) {
    boolean was = alarms.resume(of(destination), by, timer.instant());
    lanes.of(destination).forEach(Lane::probeNow);
    return was;
  }

  /// What waits for one that is defined otherwise than before looks at once.
  void definitionsChanged() {
    states.forEach((name, state) -> {
      if (state.hasChanged()) {
        probeNow(name);
      }
    });
  }

  /// It is opened anew, and what waits looks at once.
  void connectionChanged(String destination) {
    DestinationState state = states.get(destination);
    if (state != null) {
      state.close();
      state.probeNow(timer.instant());
      lanes.of(destination).forEach(Lane::probeNow);
    }
  }

  /// Has it looked at anew, unless a person has paused it.
  void probeNow(String destination) {
    of(destination).probeNow(timer.instant());
    lanes.of(destination).forEach(Lane::probeNow);
  }

  private void pump(String destination) {
    lanes.of(destination).forEach(Lane::pump);
  }

  /// How it does; ok when nothing was sent to it yet.
  DestinationHealth health(String destination) {
    return DestinationHealth.of(of(destination), lanes.of(destination), timer.instant());
  }

  /// Forgets those that are defined no more and have no lane.
  void forgetRemoved() {
    states.forEach((name, state) -> {
      if (state.target().isEmpty() && lanes.of(name).isEmpty()) {
        state.close();
        states.remove(name, state);
      }
    });
  }

  void close() {
    states.values().forEach(DestinationState::close);
  }
}
