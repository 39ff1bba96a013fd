package io.ingestlayer.limit;

import java.sql.Connection;
import java.time.Instant;

/// Counters that are written within a transaction that somebody else has open. Any thread may call it.
public interface LimitLedger {
  /// For who has no limits.
  LimitLedger NONE = (_, _, _) -> LimitCounting.NONE;

  /// Counting within this connection's transaction.
  ///
  /// @param slot keeps writers of tallies apart: a partition's decisions (0 and up), deliveries (-1), the gate (-2)
  /// @param now the time of the records
  LimitCounting within(Connection connection, int slot, Instant now);
}
