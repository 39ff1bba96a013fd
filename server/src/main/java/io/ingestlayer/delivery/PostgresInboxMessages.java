package io.ingestlayer.delivery;

import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.PurgeSteps;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.time.Instant;
import java.util.List;

/// The inbox's messages in `inbox_message`.
public final class PostgresInboxMessages implements InboxMessages {
  private final Database database;

  public PostgresInboxMessages(Database database) {
    this.database = database;
  }

  @Override
  public void keep(
      String destination, String channel, Delivery delivery, Value message, Instant at) {
    database.transaction(
        "keeping a message in the inbox",
        connection ->
            Sql.update(
                connection,
                """
                insert into inbox_message
                  (workspace_id, delivery_id, destination, channel, event_id, at, message)
                values (?, ?, ?, ?, ?, ?, ?::json)
                on conflict (workspace_id, delivery_id) do nothing
                """,
                Workspace.DEFAULT_ID,
                delivery.id().value(),
                destination,
                channel,
                delivery.event().id().value(),
                at,
                Json.write(message)));
  }

  @Override
  public List<Kept> latest(String destination, int limit) {
    return database.read(
        "listing the inbox",
        connection ->
            Sql.query(
                connection,
                """
                select delivery_id, destination, channel, at, message::text as message
                  from inbox_message
                 where workspace_id = ?
                   and destination = ?
                 order by at desc, delivery_id desc
                 limit ?
                """,
                row ->
                    new Kept(
                        new DeliveryId(Sql.uuid(row, "delivery_id")),
                        row.getString("destination"),
                        row.getString("channel"),
                        Sql.instant(row, "at"),
                        Json.parseObject(row.getString("message"))),
                Workspace.DEFAULT_ID,
                destination,
                limit));
  }

  /// By place in the table, so that it is read along the index and never as a whole.
  static final String PURGE =
      """
      delete from inbox_message
      where ctid = any (array(
        select ctid
        from inbox_message
        where at < ?
        order by at
        limit ?
        for update skip locked
      ))
      """;

  /// Takes those away that were kept before that time, oldest first, as many as the steps allow.
  ///
  /// Returns how many are gone. Throws `DatabaseException`; what was done until then stays done.
  public long purge(Instant before, PurgeSteps steps) {
    return steps.run(rows ->
        database.transaction(
            "removal of old messages from the inbox",
            connection -> Sql.update(connection, PURGE, before, rows)));
  }
}
