package io.ingestlayer.delivery;

import io.ingestlayer.outbox.OutboxEvent;
import io.ingestlayer.outbox.PostgresOutbox;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.util.List;

/// The pauses in the table of that name, each with its event in the outbox in one transaction.
final class PostgresDestinationPauses implements DestinationPauses {
  private static final int REASON_MAX = 500;
  private static final int PAUSES_MAX = 10_000;

  private static final String PAUSE =
      """
      insert into destination_pause as kept (
        workspace_id, destination, automatic, by, reason, since)
      values (?, ?, ?, ?, ?, ?)
      on conflict (workspace_id, destination) do update
      set automatic = excluded.automatic, by = excluded.by, reason = excluded.reason
      where kept.automatic
      and not excluded.automatic
      """;

  private static final String RESUME =
      """
      delete from destination_pause
      where workspace_id = ?
      and destination = ?
      """;

  private static final String LIST =
      """
      select destination, automatic, by, reason, since
      from destination_pause
      where workspace_id = ?
      order by destination
      limit ?
      """;

  private final Database database;

  PostgresDestinationPauses(Database database) {
    this.database = database;
  }

  @Override
  public boolean pause(Paused paused, OutboxEvent event) {
    return database.transaction(
        "pause of destination " + paused.destination(),
        connection -> {
          boolean news =
              Sql.update(
                      connection,
                      PAUSE,
                      Workspace.DEFAULT_ID,
                      paused.destination(),
                      paused.automatic(),
                      StorableText.of(paused.by(), REASON_MAX),
                      StorableText.of(paused.reason(), REASON_MAX),
                      paused.since())
                  > 0;
          PostgresOutbox.add(
              connection,
              Workspace.DEFAULT_ID,
              news ? List.of(event) : List.of(),
              event.occurredAt());
          return news;
        });
  }

  @Override
  public boolean resume(String destination, OutboxEvent event) {
    return database.transaction(
        "resume of destination " + destination,
        connection -> {
          boolean was = Sql.update(connection, RESUME, Workspace.DEFAULT_ID, destination) > 0;
          PostgresOutbox.add(
              connection,
              Workspace.DEFAULT_ID,
              was ? List.of(event) : List.of(),
              event.occurredAt());
          PostgresDestinationStreaks.end(connection, destination);
          return was;
        });
  }

  @Override
  public List<Paused> list() {
    return database.read(
        "look for paused destinations",
        connection ->
            Sql.query(
                connection,
                LIST,
                row ->
                    new Paused(
                        row.getString("destination"),
                        row.getBoolean("automatic"),
                        row.getString("by"),
                        row.getString("reason"),
                        Sql.instant(row, "since")),
                Workspace.DEFAULT_ID,
                PAUSES_MAX));
  }
}
