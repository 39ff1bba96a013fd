package io.ingestlayer.workspace;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.component.Config;
import io.ingestlayer.component.Location;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A destination that a person made: a type and what it needs to be reached.
///
/// @param type the catalog's key, never an alias
/// @param retrySchedule the delays between attempts, or null for the product's own
/// @param rate how fast each of its lanes may send, or null for what the type says
/// @param concurrency attempts under way at once in each of its lanes, or null for what the type says
/// @param policy what is done with what waits and with what fails
public record DestinationDefinition(
    String name,
    String type,
    Config config,
    @Nullable List<Duration> retrySchedule,
    @Nullable Rate rate,
    @Nullable Integer concurrency,
    Policy policy,
    Location at) {

  /// So many messages in that time.
  public record Rate(int messages, Duration per) {
    public Rate {
      if (messages < 1 || per.isNegative() || per.isZero()) {
        throw new IllegalArgumentException("a rate is at least one message in some time");
      }
    }
  }

  /// What is done with what waits and with what fails.
  ///
  /// @param newestFirst whether of a backlog the newest is sent first
  /// @param giveUpAmbiguous whether what may have arrived is given up instead of being sent again
  /// @param failuresMax consecutive failures at which it is paused, of which alerts tell the percentage
  /// @param autoPause whether it is paused then
  public record Policy(
      boolean newestFirst, boolean giveUpAmbiguous, int failuresMax, boolean autoPause) {
    public static final int FAILURES_MIN = 5;
    public static final int FAILURES_MAX = 1_000;
    public static final Policy DEFAULT = new Policy(false, false, 20, true);

    public Policy {
      if (failuresMax < FAILURES_MIN || failuresMax > FAILURES_MAX) {
        throw new IllegalArgumentException("a destination is paused after 5 to 1000 failures");
      }
    }
  }

  /// With the product's own policy.
  public DestinationDefinition(
      String name,
      String type,
      Config config,
      @Nullable List<Duration> retrySchedule,
      @Nullable Rate rate,
      @Nullable Integer concurrency,
      Location at) {
    this(name, type, config, retrySchedule, rate, concurrency, Policy.DEFAULT, at);
  }

  public DestinationDefinition {
    requireNonNull(name);
    requireNonNull(type);
    requireNonNull(config);
    requireNonNull(policy);
    requireNonNull(at);
    retrySchedule = retrySchedule == null ? null : List.copyOf(retrySchedule);
  }
}
