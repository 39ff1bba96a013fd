package io.ingestlayer.limit;

import java.sql.Connection;
import java.time.Instant;

/// The counters of a workspace in PostgreSQL. Any thread may call it.
public final class PostgresLimits implements LimitLedger {
  private final int workspaceId;
  private final FullWindows full = new FullWindows();

  public PostgresLimits(int workspaceId) {
    this.workspaceId = workspaceId;
  }

  @Override
  public LimitCounting within(Connection connection, int slot, Instant now) {
    PostgresCounterStore store = new PostgresCounterStore(connection, workspaceId, slot, full);
    return measured -> LimitEvaluation.count(measured, store, now);
  }
}
