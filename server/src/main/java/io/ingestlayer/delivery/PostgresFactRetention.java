package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.PurgeSteps;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;

/// Takes facts out of `destination_fact` whose destination is not defined any more. One that comes back soon, or is renamed
/// by mistake, finds its facts again. Any thread may call it.
public final class PostgresFactRetention {
  private static final String PURGE =
      """
      delete from destination_fact
      where workspace_id = ?
      and (destination, name) in (
        select destination, name
        from destination_fact
        where workspace_id = ?
        and destination <> all(?)
        and kept_at < ?
        order by kept_at
        limit ?)
      """;

  private final Database database;
  private final Supplier<Set<String>> defined;

  /// @param defined the names of the destinations that there are now
  public PostgresFactRetention(Database database, Supplier<Set<String>> defined) {
    this.database = database;
    this.defined = defined;
  }

  /// @param before those that were kept last before that time
  /// @return how many are gone
  public long purge(Instant before, PurgeSteps steps) {
    String[] names = defined.get().toArray(String[]::new);
    return steps.run(most ->
        database.transaction(
            "retention of facts",
            connection ->
                Sql.update(
                    connection,
                    PURGE,
                    Workspace.DEFAULT_ID,
                    Workspace.DEFAULT_ID,
                    names,
                    before,
                    most)));
  }
}
