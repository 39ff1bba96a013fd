package io.ingestlayer.pipeline;

import static java.util.Objects.requireNonNull;

import io.ingestlayer.delivery.FinishedDelivery;
import io.ingestlayer.delivery.FlowCounts;
import io.ingestlayer.delivery.OpenDelivery;
import io.ingestlayer.outbox.OutboxEvent;
import java.util.List;
import java.util.Set;

/// What was decided about events of one partition: committed together with the place in the log, or not at all.
///
/// @param versions the pipeline versions that were active, by id
/// @param open promises
/// @param finished what was dropped, skipped or is dead
/// @param outbox events of our own that it leads to
record Decision(
    Set<Integer> versions,
    List<OpenDelivery> open,
    List<FinishedDelivery> finished,
    FlowCounts counts,
    List<OutboxEvent> outbox) {

  Decision {
    versions = Set.copyOf(versions);
    open = List.copyOf(open);
    finished = List.copyOf(finished);
    requireNonNull(counts);
    outbox = List.copyOf(outbox);
  }
}
