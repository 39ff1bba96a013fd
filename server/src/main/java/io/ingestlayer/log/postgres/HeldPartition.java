package io.ingestlayer.log.postgres;

import io.ingestlayer.log.PartitionLease;
import java.time.Instant;

/// A partition as it was when this node got hold of it.
///
/// @param lastReceivedAt the arrival of its newest event; the next one is given no earlier time
record HeldPartition(PartitionLease lease, Instant lastReceivedAt) {
  int partition() {
    return lease.partition();
  }
}
