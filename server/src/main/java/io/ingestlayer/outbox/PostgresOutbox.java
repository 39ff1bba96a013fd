package io.ingestlayer.outbox;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Payload;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// The outbox in the table of that name.
public final class PostgresOutbox implements Outbox {
  private final Database database;

  public PostgresOutbox(Database database) {
    this.database = database;
  }

  private static final String INSERT =
      """
      insert into outbox (id, workspace_id, created_at, event)
      select id, ?, ?, event::json
      from unnest(?::uuid[], ?::text[]) as new (id, event)
      on conflict (id) do nothing
      """;

  /// Adds events within the transaction of the decision that leads to them; one that is there already stays as it is.
  public static void add(
      Connection connection, int workspaceId, List<OutboxEvent> events, Instant now)
      throws SQLException {
    if (!events.isEmpty()) {
      Sql.update(
          connection,
          INSERT,
          workspaceId,
          now,
          events.stream().map(OutboxEvent::id).toArray(UUID[]::new),
          events.stream().map(it -> Json.write(json(it))).toArray(String[]::new));
    }
  }

  private static final String OLDEST =
      """
      select id, event
      from outbox
      order by created_at, id
      limit ?
      """;

  @Override
  public List<OutboxEvent> oldest(int max) {
    return database.read(
        "look into the outbox",
        connection -> Sql.query(connection, OLDEST, PostgresOutbox::event, max));
  }

  private static final String DELETE =
      """
      delete from outbox
      where id = any(?)
      """;

  @Override
  public void remove(List<OutboxEvent> events) {
    database.transaction(
        "removal of " + events.size() + " events from the outbox",
        connection ->
            Sql.update(
                connection,
                DELETE,
                (Object) events.stream().map(OutboxEvent::id).toArray(UUID[]::new)));
  }

  private static Value.Obj json(OutboxEvent event) {
    return Value.object()
        .put("type", event.type())
        .put("source_id", event.sourceId())
        .put("occurred_at", event.occurredAt().toString())
        .put("payload", event.payload().tree())
        .build();
  }

  private static OutboxEvent event(ResultSet row) throws SQLException {
    Value.Obj event = Json.parseObject(row.getString("event"));
    return new OutboxEvent(
        Sql.uuid(row, "id"),
        text(event, "type"),
        text(event, "source_id"),
        Instant.parse(text(event, "occurred_at")),
        Payload.of((Value.Obj) event.get("payload")));
  }

  private static String text(Value.Obj event, String name) {
    if (event.get(name) instanceof Value.Text text) {
      return text.value();
    }
    throw new IllegalStateException("an event in the outbox lacks its " + name);
  }
}
