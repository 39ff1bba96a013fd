package io.ingestlayer.delivery;

import io.ingestlayer.outbox.OutboxEvent;
import java.util.List;

/// How a destination does, as it is stored together with what attempts came to: so that after a crash the failures in a row
/// are counted on, and an alert is told once.
///
/// @param alerts what is to be told of it and is not yet in the outbox
record DestinationStanding(
    String destination, FailureStreak.Kept streak, List<OutboxEvent> alerts) {
  DestinationStanding {
    alerts = List.copyOf(alerts);
  }
}
