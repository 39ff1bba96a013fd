package io.ingestlayer.replay;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.PurgeSteps;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.time.Instant;

/// Takes replays out of `replay` that have been over for long. Any thread may call it.
public final class PostgresReplayRetention {
  private static final String PURGE =
      """
      delete from replay
      where workspace_id = ?
      and id in (
        select id
        from replay
        where workspace_id = ?
        and state in ('canceled', 'done')
        and ended_at < ?
        and number not in (select number from replay_delivery)
        order by id
        limit ?)
      """;

  private final Database database;

  public PostgresReplayRetention(Database database) {
    this.database = database;
  }

  /// @param before those that were over before that time
  /// @return how many are gone
  public long purge(Instant before, PurgeSteps steps) {
    return steps.run(most ->
        database.transaction(
            "retention of replays",
            connection ->
                Sql.update(
                    connection, PURGE, Workspace.DEFAULT_ID, Workspace.DEFAULT_ID, before, most)));
  }
}
