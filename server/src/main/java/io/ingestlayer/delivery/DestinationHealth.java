package io.ingestlayer.delivery;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a destination does, as far as this process knows since it was started.
///
/// @param state the worst of its lanes
/// @param since when it came into that state; null when it is ok
/// @param code why it is not ok: the vendor's or our code
/// @param reason the same in a sentence
/// @param suggestion what a person can do
/// @param inMemory deliveries that are about to be sent or under way; more may wait in the table
/// @param nextTry when something is sent again at the earliest; null when nothing holds it back
/// @param lanes those not ok first, then those with most to do; at most [#LANES_MAX]
/// @param facts what the destination has found out about its target
public record DestinationHealth(
    String destination,
    State state,
    @Nullable Instant since,
    @Nullable String code,
    @Nullable String reason,
    @Nullable String suggestion,
    @Nullable Instant lastSuccess,
    @Nullable Instant lastFailure,
    int inMemory,
    @Nullable Instant nextTry,
    List<LaneHealth> lanes,
    List<Fact> facts) {
  public static final int LANES_MAX = 100;

  /// From good to bad.
  public enum State {
    OK,
    /// The vendor asked to wait, or our own network is down. It goes on by itself.
    WAITING,
    /// Several attempts in a row have failed. One tries now and then.
    FAILING,
    /// Broken until a person mends it.
    HELD,
    /// A person, or failures for long, have paused it.
    PAUSED
  }

  /// The same for one lane.
  public record LaneHealth(
      String lane,
      State state,
      @Nullable Instant since,
      @Nullable String code,
      @Nullable String reason,
      @Nullable String suggestion,
      int inMemory,
      @Nullable Instant nextTry) {}

  public DestinationHealth {
    lanes = List.copyOf(lanes);
    facts = List.copyOf(facts);
  }

  /// The destination's as a whole, from its lanes'.
  static DestinationHealth of(DestinationState state, List<Lane> lanes, Instant now) {
    List<LaneHealth> all =
        lanes.stream()
            .map(Lane::health)
            .sorted(
                Comparator.comparing(LaneHealth::state)
                    .thenComparingInt(LaneHealth::inMemory)
                    .reversed())
            .toList();
    LaneHealth worst =
        all.isEmpty()
            ? new LaneGate(new LaneKey(state.name(), ""), state).health(0, now)
            : all.getFirst();
    return new DestinationHealth(
        state.name(),
        worst.state(),
        worst.since(),
        worst.code(),
        worst.reason(),
        worst.suggestion(),
        state.lastSuccess(),
        state.lastFailure(),
        all.stream().mapToInt(LaneHealth::inMemory).sum(),
        worst.nextTry(),
        all.stream().limit(LANES_MAX).toList(),
        state.facts());
  }
}
