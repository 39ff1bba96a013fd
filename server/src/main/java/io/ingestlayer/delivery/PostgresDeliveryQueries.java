package io.ingestlayer.delivery;

import io.ingestlayer.event.Event;
import io.ingestlayer.event.EventId;
import io.ingestlayer.event.Json;
import io.ingestlayer.event.Value;
import io.ingestlayer.platform.db.Database;
import io.ingestlayer.platform.db.Sql;
import io.ingestlayer.workspace.Workspace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Looks deliveries up in `open_delivery`, `delivery` and `attempt`.
public final class PostgresDeliveryQueries implements DeliveryQueries {
  static final String FINISHED =
      """
      select id, event_id, pipeline_version, route, destination, lane, root, state, step, code, attempts,
             finished_at, extra::text as extra
        from delivery
      """;

  /// An event's open rows: those of its ids, and those that are spread.
  private static final String OF_EVENT =
      """
      select root, lane, destination, pipeline_version, route, due, attempts, state, code, detail,
             extra -> 'ids' ->> array_position(offs, ?) - 1 as own_id
        from (
          select *
            from open_delivery
           where id between ? and ?
             and partition = ?
             and ? = any (offs)
             and not spread
          union all
          select *
            from open_delivery
           where spread
             and partition = ?
             and offs @> array[?::bigint]) as found
       order by pipeline_version, route
       limit 250
      """;

  /// The open deliveries of the events of a millisecond.
  private static final String OF_EVENTS =
      """
      with wanted as materialized (
        select id as event_id, partition as of_partition, off
          from event
         where workspace_id = ?
           and id between ? and ?
      )
      select event_id, root, lane, destination, pipeline_version, route, due, attempts, state, code, detail,
             extra -> 'ids' ->> array_position(offs, off) - 1 as own_id
        from (
          select wanted.event_id, wanted.off, open.*
            from open_delivery as open
            join wanted on partition = of_partition and off = any (offs)
           where id between ? and ?
             and not spread
          union all
          select wanted.event_id, wanted.off, open.*
            from wanted
            join open_delivery as open on partition = of_partition and offs @> array[off]
           where spread) as found
       limit ?
      """;

  private static final int ATTEMPTS_MAX = 100;

  /// What the events of one millisecond may have led to and is open.
  private static final int CANDIDATES_MAX = 20_000;

  private final Database database;

  public PostgresDeliveryQueries(Database database) {
    this.database = database;
  }

  @Override
  public List<DeliveryView> ofEvent(Event event) {
    return database.read(
        "looking up the deliveries of an event",
        connection -> {
          List<DeliveryView> found = new ArrayList<>(open(connection, event));
          found.addAll(finished(connection, event));
          return found;
        });
  }

  private static List<DeliveryView> open(Connection connection, Event event) throws SQLException {
    OpenIds near = OpenIds.around(event.id().value());
    return Sql.query(
        connection,
        OF_EVENT,
        row -> open(row, event.id()),
        event.offset().position(),
        near.first(),
        near.last(),
        event.offset().partition(),
        event.offset().position(),
        event.offset().partition(),
        event.offset().position());
  }

  private static List<DeliveryView> finished(Connection connection, Event event)
      throws SQLException {
    return Sql.query(
        connection,
        FINISHED
            + """
             where workspace_id = ?
               and event_id = ?
             order by finished_at, id
             limit 250
            """,
        PostgresDeliveryQueries::finished,
        Workspace.DEFAULT_ID,
        event.id().value());
  }

  /// An id begins with its event's 48 bits, so only the events of one millisecond are looked at.
  @Override
  public Optional<DeliveryView> find(DeliveryId id) {
    long millis = id.value().getMostSignificantBits() & ~0xffffL;
    UUID first = new UUID(millis, 0);
    UUID last = new UUID(millis | 0xffffL, -1);
    OpenIds near = OpenIds.around(id.value());
    return database.read(
        "looking up a delivery",
        connection -> {
          Optional<DeliveryView> open =
              Sql.query(
                      connection,
                      OF_EVENTS,
                      row -> open(row, new EventId(Sql.uuid(row, "event_id"))),
                      Workspace.DEFAULT_ID,
                      first,
                      last,
                      near.first(),
                      near.last(),
                      CANDIDATES_MAX)
                  .stream()
                  .filter(it -> it.id().equals(id))
                  .findFirst();
          return open.isPresent()
              ? open
              : Sql.query(
                      connection,
                      FINISHED
                          + """
                           where workspace_id = ?
                             and event_id between ? and ?
                             and id = ?
                           order by finished_at desc
                           limit 1
                          """,
                      PostgresDeliveryQueries::finished,
                      Workspace.DEFAULT_ID,
                      first,
                      last,
                      id.value())
                  .stream()
                  .findFirst();
        });
  }

  @Override
  public List<AttemptView> attempts(UUID root, @Nullable Instant until) {
    return database.read(
        "looking up attempts",
        connection ->
            Sql.query(
                connection,
                """
                select id, deliveries, at, millis, outcome, code, detail, ambiguous, request, response
                  from attempt
                 where root = ?
                   and (?::timestamptz is null or at <= ?)
                 order by at, id
                 limit ?
                """,
                PostgresDeliveryQueries::attempt,
                root,
                until,
                until,
                ATTEMPTS_MAX));
  }

  static AttemptView attempt(ResultSet row) throws SQLException {
    return new AttemptView(
        Sql.uuid(row, "id"),
        row.getInt("deliveries"),
        Sql.instant(row, "at"),
        row.getInt("millis"),
        row.getString("outcome"),
        row.getString("code"),
        row.getString("detail"),
        row.getBoolean("ambiguous"),
        row.getString("request"),
        row.getString("response"));
  }

  static DeliveryView open(ResultSet row, EventId event) throws SQLException {
    int version = row.getInt("pipeline_version");
    int route = row.getInt("route");
    String ownId = row.getString("own_id");
    return new DeliveryView(
        ownId == null
            ? DeliveryId.of(event, version, route, 0)
            : new DeliveryId(UUID.fromString(ownId)),
        event,
        version,
        route,
        row.getString("destination"),
        row.getString("lane"),
        Sql.uuid(row, "root"),
        row.getString("state"),
        null,
        row.getString("code"),
        row.getString("detail"),
        row.getInt("attempts"),
        Sql.instant(row, "due"),
        null,
        null);
  }

  static DeliveryView finished(ResultSet row) throws SQLException {
    String extra = row.getString("extra");
    Value.Obj more = extra == null ? null : Json.parseObject(extra);
    return new DeliveryView(
        new DeliveryId(Sql.uuid(row, "id")),
        new EventId(Sql.uuid(row, "event_id")),
        row.getInt("pipeline_version"),
        row.getInt("route"),
        row.getString("destination"),
        row.getString("lane"),
        Sql.uuidOrNull(row, "root"),
        row.getString("state"),
        row.getString("step"),
        row.getString("code"),
        more != null && more.get("detail") instanceof Value.Text detail ? detail.value() : null,
        row.getInt("attempts"),
        null,
        Sql.instant(row, "finished_at"),
        more);
  }
}
