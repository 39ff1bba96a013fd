package io.ingestlayer.delivery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is kept of one try to send, for the deliveries that were decided together.
///
/// A call that carried deliveries of several decisions has one record for each of them, all with its id.
///
/// @param root the open row these deliveries were first decided in
/// @param deliveries how many of that root the call carried
/// @param took from the call to its answer
/// @param ambiguous some of it may have arrived although it failed
/// @param request what was sent, kept only when something failed
public record AttemptRecord(
    UUID id,
    UUID root,
    int pipelineVersion,
    LaneKey lane,
    int deliveries,
    Instant at,
    Duration took,
    Outcome outcome,
    String code,
    @Nullable String detail,
    boolean ambiguous,
    @Nullable String request,
    @Nullable String response) {

  /// What became of it.
  public enum Outcome {
    DELIVERED,
    RETRY,
    RATE_LIMITED,
    REJECT,
    HOLD,
    /// Not the same for all deliveries in it.
    PARTIAL
  }

  public AttemptRecord {
    requireNonNull(id);
    requireNonNull(root);
    requireNonNull(lane);
    requireNonNull(at);
    requireNonNull(took);
    requireNonNull(outcome);
    requireNonNull(code);
  }
}
