package io.ingestlayer.pipeline;

import io.ingestlayer.event.Event;
import io.ingestlayer.limit.LimitCounting;
import io.ingestlayer.log.PartitionLease;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// Where decisions are committed, each together with the place in the log up to which it was decided. One thread.
interface Decisions {

  /// The position of the next event to decide in a partition that this node holds; empty when another holds it by now.
  OptionalLong next(PartitionLease lease);

  /// Moves on past the events, decides and writes what was decided, in one transaction. Empty, and nothing is written,
  /// when the next event is not the first of these or the lease was overtaken.
  ///
  /// @param now the time of the decision
  /// @param work decides, counting against the limits in the same transaction; may be called again when it is repeated
  Optional<Decision> commit(
      PartitionLease lease,
      List<Event> events,
      Instant now,
      Function<LimitCounting, Decision> work);
}
