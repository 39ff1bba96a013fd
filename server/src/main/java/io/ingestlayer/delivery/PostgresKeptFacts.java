package io.ingestlayer.delivery;

import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.DatabaseException;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The facts of one destination in the table `destination_fact`.
public final class PostgresKeptFacts implements KeptFacts {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresKeptFacts.class);

  private static final String LIST =
      """
      select name, value, kept_at
      from destination_fact
      where workspace_id = ?
      and destination = ?
      order by kept_at desc
      limit ?
      """;

  private static final String KEEP =
      """
      insert into destination_fact (workspace_id, destination, name, value, kept_at)
      values (?, ?, ?, ?, ?)
      on conflict (workspace_id, destination, name) do update
      set value = excluded.value, kept_at = excluded.kept_at
      """;

  private static final String FORGET_OLDEST =
      """
      delete from destination_fact
      where workspace_id = ?
      and destination = ?
      and name in (
        select name
        from destination_fact
        where workspace_id = ?
        and destination = ?
        order by kept_at desc
        offset ?)
      """;

  private static final String FORGET =
      """
      delete from destination_fact
      where workspace_id = ?
      and destination = ?
      and name = ?
      """;

  private final String destination;
  private final Database database;
  private final InstantSource clock;

  public PostgresKeptFacts(String destination, Database database, InstantSource clock) {
    this.destination = destination;
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Optional<List<Kept>> all() {
    try {
      return Optional.of(
          database.read(
              "facts of a destination",
              connection ->
                  Sql.query(
                      connection,
                      LIST,
                      row ->
                          new Kept(
                              row.getString("name"),
                              row.getString("value"),
                              Sql.instant(row, "kept_at")),
                      Workspace.DEFAULT_ID,
                      destination,
                      FACTS_MAX)));
    } catch (DatabaseException e) {
      LOG.info("the facts of {} cannot be read now: {}", destination, e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public boolean keep(String name, String value) {
    try {
      return database.transaction(
          "keeping of a fact",
          connection -> {
            Sql.update(
                connection,
                KEEP,
                Workspace.DEFAULT_ID,
                destination,
                StorableText.of(name, LENGTH_MAX),
                StorableText.of(value, LENGTH_MAX),
                clock.instant());
            Sql.update(
                connection,
                FORGET_OLDEST,
                Workspace.DEFAULT_ID,
                destination,
                Workspace.DEFAULT_ID,
                destination,
                FACTS_MAX);
            return true;
          });
    } catch (DatabaseException e) {
      LOG.info("a fact of {} is not kept yet: {}", destination, e.getMessage());
      return false;
    }
  }

  @Override
  public void forget(String name) {
    try {
      database.transaction(
          "forgetting of a fact",
          connection -> Sql.update(connection, FORGET, Workspace.DEFAULT_ID, destination, name));
    } catch (DatabaseException e) {
      LOG.info("a fact of {} is not forgotten yet: {}", destination, e.getMessage());
    }
  }
}
