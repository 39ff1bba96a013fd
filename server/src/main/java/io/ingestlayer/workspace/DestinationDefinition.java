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
public record DestinationDefinition(
    String name,
    String type,
    Config config,
    @Nullable List<Duration> retrySchedule,
    @Nullable Rate rate,
    @Nullable Integer concurrency,
    Location at) {

  /// So many messages in that time.
  public record Rate(int messages, Duration per) {
    public Rate {
      if (messages < 1 || per.isNegative() || per.isZero()) {
        throw new IllegalArgumentException("a rate is at least one message in some time");
      }
    }
  }

  public DestinationDefinition {
    requireNonNull(name);
    requireNonNull(type);
    requireNonNull(config);
    requireNonNull(at);
    retrySchedule = retrySchedule == null ? null : List.copyOf(retrySchedule);
  }
}
