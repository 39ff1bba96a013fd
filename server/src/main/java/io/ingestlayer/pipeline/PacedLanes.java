package io.ingestlayer.pipeline;

import io.ingestlayer.delivery.Targets;
import io.ingestlayer.limit.ExactInteger;
import io.ingestlayer.limit.LimitRule;
import io.ingestlayer.limit.Protections;
import io.ingestlayer.workspace.DestinationDefinition.Rate;
import io.ingestlayer.workspace.Workspace;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The pace of lanes as limits: more messages in a minute than a lane can send wait, and that is recorded.
public final class PacedLanes {
  private static final BigInteger MINUTE_NANOS =
      BigInteger.valueOf(Duration.ofMinutes(1).toNanos());

  private PacedLanes() {}

  /// One for each active destination whose lanes have a rate, by name.
  public static List<LimitRule> rules(Workspace.Active active, Targets targets) {
    return active.destinations().keySet().stream()
        .sorted()
        .flatMap(name -> rule(name, targets))
        .toList();
  }

  private static Stream<LimitRule> rule(String name, Targets targets) {
    return targets
        .find(name)
        .flatMap(it -> Optional.ofNullable(it.lanes().rate()))
        .map(it -> Protections.lanePace(name, perMinute(it)))
        .stream();
  }

  /// Rounded up, so that a lane that sends one in two minutes may be given one in each.
  private static long perMinute(Rate rate) {
    BigInteger messages = BigInteger.valueOf(rate.messages()).multiply(MINUTE_NANOS);
    BigInteger per = BigInteger.valueOf(rate.per().toNanos());
    return messages
        .add(per)
        .subtract(BigInteger.ONE)
        .divide(per)
        .min(BigInteger.valueOf(ExactInteger.MAX))
        .longValueExact();
  }
}
